import { execFile, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import type { WriterReport } from './writer.js';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'writer.js');

export interface Crowd {
  /** In a folder of its own. */
  readonly file: string;
  readonly home: string;
  readonly processes: number;
  readonly rounds: number;
  /** Pause of each process between its writes; none by default. */
  readonly pauseMs?: number;
}

/** Runs many of our writers on one file at once. Fails if one of them does. */
export async function runWriters({
  file,
  home,
  processes,
  rounds,
  pauseMs = 0,
}: Crowd): Promise<WriterReport> {
  const reports = await Promise.all(
    Array.from({ length: processes }, (_, number) =>
      runWriter([file, home, `${number}`, `${rounds}`, '', `${pauseMs}`]),
    ),
  );
  const sum = (key: keyof WriterReport) => reports.reduce((total, each) => total + each[key], 0);
  return { writes: sum('writes'), lost: sum('lost'), dropped: sum('dropped'), overtaken: sum('overtaken') };
}

async function runWriter(args: readonly string[]): Promise<WriterReport> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = await text(child.stdout);
  if (output === '') throw new Error(`writer ${args[2]} died`);
  return JSON.parse(output);
}

/** Runs one writer that kills itself at a step; resolves when it is dead. */
export async function runKilledWriter(args: readonly string[]): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
}

export interface KubectlReport {
  readonly writes: number;
  /** kubectl does not wait: it fails if the file is locked. */
  readonly refused: number;
}

/** Lets kubectl write contexts of its own into the same file, over and over until `done`. */
export async function runKubectl({ file, home }: Crowd, done: Promise<unknown>): Promise<KubectlReport> {
  const report = { writes: 0, refused: 0 };
  const over = watch(done);
  const one = async (number: number) => {
    for (let round = 1; !over.isDone; round += 1) {
      const args = [
        '--kubeconfig',
        file,
        'config',
        'set-context',
        `kubectl-${number}`,
        '--namespace',
        `n${round}`,
      ];
      const isWritten = await run('kubectl', args, { env: { ...process.env, HOME: home } }).then(
        () => true,
        () => false,
      );
      if (isWritten) report.writes += 1;
      else report.refused += 1;
    }
  };
  await Promise.all([one(1), one(2)]);
  return report;
}

function watch(done: Promise<unknown>): { isDone: boolean } {
  const state = { isDone: false };
  const mark = () => {
    state.isDone = true;
  };
  void done.then(mark, mark);
  return state;
}

/** Reads the file as fast as possible until `done`: every time it must be complete. Returns the number of reads. */
export async function readAllTheWhile(file: string, done: Promise<unknown>): Promise<number> {
  const over = watch(done);
  let reads = 0;
  while (!over.isDone) {
    const content = await readFile(file, 'utf8').catch(() => null);
    if (content === null) continue;
    const { clusters, contexts } = readKubeconfig(content, { file });
    if (!content.endsWith('\n') || clusters.length !== contexts.length)
      throw new Error('a torn file was seen');
    reads += 1;
  }
  return reads;
}

/** Locks, guards and unfinished copies beside the file. */
export async function leftovers(file: string): Promise<string[]> {
  const names = await readdir(dirname(file));
  return names.filter((name) => name.includes('.lock') || name.includes('.ackring-'));
}
