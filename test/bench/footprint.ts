import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import { openTerminal, program, type Terminal } from '../terminal/driver.js';
import type { BenchResult } from './bench-result.js';
import { manyContexts } from './many-contexts.js';
import { isInstalled, median, medianWallMs } from './measure.js';

// What the program costs whoever keeps it open or calls it all day: time to the rows of a large file, a whole `get`,
// memory, and what it does while nothing happens. Linux only: it reads /proc.

const contexts = 1_000;
/** Kept open, and of one `get` into the same file. */
const memoryMiB = { kept: 100, get: 110 };
const idleMs = 10_000;
/** Processor time in ten idle seconds; the field's own programs take from nothing to 75 ms. */
const idleBudgetMs = 10;

export async function run(): Promise<BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    const specimens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => makeSpecimen({ clusterId: specimenClusterId(index) })),
    );
    await mkdir(join(home, '.kube'));
    await writeFile(join(home, '.kube', 'config'), manyContexts(contexts, specimens), { mode: 0o600 });
    return [await rows(home), ...(await kept(home)), ...(await fetches(home)), ...(await besideK9s(home))];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function openContexts(home: string): Promise<Terminal> {
  const environment = { ACKRING_CS_ENDPOINT: 'http://127.0.0.1:9' };
  return openTerminal({ home, environment, args: ['--screen', 'contexts'], columns: 160, rows: 45 });
}

/** From the start of the process to the rows of the file, beside an idle Node, alternating. */
async function rows(home: string): Promise<BenchResult> {
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const startedAt = performance.now();
    await using terminal = await openContexts(home);
    await terminal.see('x10 ');
    const ms = performance.now() - startedAt;
    await terminal.see('? help');
    await terminal.press('q');
    await terminal.exit();
    const [nodeMs = Number.NaN] = await medianWallMs([{ command: process.execPath, args: ['-e', '0'] }], 1);
    // The first runs fill the compile cache.
    if (round < 2) continue;
    times.push(ms);
    bare.push(nodeMs);
  }
  const [ms, nodeMs] = [median(times), median(bare)];
  const detail = `${ms.toFixed(0)} ms, bare node ${nodeMs.toFixed(1)} ms`;
  return { name: `rows of ${contexts} contexts`, ratio: ms / nodeMs, budget: 4, detail };
}

/** Kept open: memory with all rows, and processor time and bytes while nothing changes. */
async function kept(home: string): Promise<BenchResult[]> {
  await using terminal = await openContexts(home);
  await terminal.see('x10 ');
  const { peakMiB, idle, written } = await costsOf(terminal);
  return [
    memory(`${contexts} contexts kept open`, peakMiB, memoryMiB.kept),
    {
      name: 'ten seconds in which nothing happens',
      ratio: idle / idleBudgetMs,
      budget: 1,
      detail: `${idle.toFixed(0)} ms of processor time of ${idleBudgetMs}, ${written} bytes written`,
    },
  ];
}

async function costsOf(terminal: Terminal): Promise<{ peakMiB: number; idle: number; written: number }> {
  // Until the last message has faded.
  await delay(35_000);
  const peakMiB = await peakMemoryMiB(terminal.pid);
  const [before, bytes] = [await processorMs(terminal.pid), terminal.bytesWritten()];
  await delay(idleMs);
  const idle = (await processorMs(terminal.pid)) - before;
  return { peakMiB, idle, written: terminal.bytesWritten() - bytes };
}

/** A whole `get`, from a cloud on this machine: to stdout, and merged into the large file. */
async function fetches(home: string): Promise<BenchResult[]> {
  await using emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  const env = { PATH: process.env['PATH'], HOME: home, ...emulator.environment };
  const get = [program, 'get', 'prod', '--no-verify'];
  const [bareMs = Number.NaN, toStdoutMs = Number.NaN] = await medianWallMs([
    { command: process.execPath, args: ['-e', '0'], env },
    { command: process.execPath, args: [...get, '--stdout'], env },
  ]);
  const file = join(home, 'merged');
  await copyFile(join(home, '.kube', 'config'), file);
  // A file that was written just now is read again before it is written: most are older.
  await delay(3_000);
  const peakMiB = await peakOf(process.execPath, [...get, '--kubeconfig', file], env);
  return [
    {
      name: '`get`, without a merge',
      ratio: toStdoutMs / bareMs,
      budget: 4,
      detail: `${toStdoutMs.toFixed(0)} ms, bare node ${bareMs.toFixed(1)} ms`,
    },
    memory(`\`get\` into ${contexts} contexts`, peakMiB, memoryMiB.get),
    await besideKubecm(home, { file, env: { PATH: process.env['PATH'], HOME: home } }),
  ];
}

/** The same with kubecm, of a kubeconfig that is there already. */
async function besideKubecm(
  home: string,
  { file, env }: { readonly file: string; readonly env: NodeJS.ProcessEnv },
): Promise<BenchResult> {
  const name = `\`kubecm add\` into ${contexts} contexts`;
  if (!isInstalled('kubecm')) return absent(name, 'kubecm');
  const issued = join(home, 'issued');
  const { yaml } = await makeSpecimen({ clusterId: specimenClusterId(contexts) });
  await writeFile(issued, yaml, { mode: 0o600 });
  const args = ['--config', file, 'add', '--cover', '--file', issued, '--context-name', 'issued'];
  const peakMiB = await peakOf('kubecm', args, env);
  return { name, ratio: null, budget: null, detail: `${peakMiB.toFixed(0)} MiB resident at most` };
}

/** The same file in k9s, once; it shows contexts only while the current one answers. */
async function besideK9s(home: string): Promise<BenchResult[]> {
  const name = `${contexts} contexts in k9s`;
  if (!isInstalled('k9s')) return [absent(name, 'k9s')];
  await using emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  const get = spawn(process.execPath, [program, 'get', 'prod', '--use', '--no-verify', '--yes'], {
    env: { PATH: process.env['PATH'], HOME: home, ...emulator.environment },
    stdio: 'ignore',
  });
  await once(get, 'exit');
  const startedAt = performance.now();
  await using terminal = await openTerminal({
    home,
    command: ['k9s', '-c', 'contexts'],
    // It asks the system for the home folder, not the environment.
    environment: { PATH: process.env['PATH'] ?? '', KUBECACHEDIR: join(home, 'cache') },
    columns: 160,
    rows: 45,
  });
  await terminal.see('x10 ');
  const ms = performance.now() - startedAt;
  const { peakMiB, idle } = await costsOf(terminal);
  const costs = `${peakMiB.toFixed(0)} MiB, ${idle.toFixed(0)} ms in ten idle seconds`;
  return [{ name, ratio: null, budget: null, detail: `rows after ${ms.toFixed(0)} ms, ${costs}` }];
}

function absent(name: string, command: string): BenchResult {
  return { name, ratio: null, budget: null, detail: `${command} is not installed` };
}

function memory(name: string, peakMiB: number, limitMiB: number): BenchResult {
  const detail = `${peakMiB.toFixed(0)} MiB resident at most, of ${limitMiB}`;
  return { name, ratio: peakMiB / limitMiB, budget: 1, detail };
}

/** The most memory of a whole process, read while it lives. */
async function peakOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { env, stdio: 'ignore' });
  let peakMiB = 0;
  const ended = once(child, 'exit');
  while (child.exitCode === null) {
    peakMiB = Math.max(peakMiB, await peakMemoryMiB(child.pid ?? 0).catch(() => 0));
    await delay(2);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited ${code}: nothing was measured`);
  return peakMiB;
}

async function peakMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024;
}

/** Processor time so far, of all threads; `stat` counts in hundredths of a second, and whoever it happens to meet. */
async function processorMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map((each) => readFile(`/proc/${pid}/task/${each}/schedstat`, 'utf8')),
  );
  return times.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0);
}
