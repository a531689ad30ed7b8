import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Median wall time in ms of each command as a whole process. The commands take turns (A B A B …), so that a machine
 * of varying speed treats them alike; one warm-up round is not counted.
 */
export async function medianWallMs(commands: readonly Command[], rounds = 7): Promise<number[]> {
  const times = commands.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, command] of commands.entries()) {
      const elapsedMs = await wallMs(command);
      if (round > 0) times[index]?.push(elapsedMs);
    }
  }
  return times.map(median);
}

/** Median ms of each; null for a program that is not installed here. */
export async function mediansOfInstalled(
  rounds: number,
  commands: readonly Command[],
): Promise<(number | null)[]> {
  const present = commands.filter(({ command }) => isInstalled(command));
  const times = await medianWallMs(present, rounds);
  return commands.map((each) => times[present.indexOf(each)] ?? null);
}

export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined;
}

async function wallMs({ command, args, env }: Command): Promise<number> {
  const startedAt = performance.now();
  // Into a pipe, as scripts and kubectl read it.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], env: env ?? process.env });
  child.stdout.resume();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited ${code}: nothing was measured`);
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which `share` (0–1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** How long a run of the program took, and its peak. */
export interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
}

/** Reports its peak at its end, in KiB. */
const preload = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));",
)}`;

/** The program itself as a separate process, so that time and memory are the scan's alone. */
export async function runMeasured(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', preload, program, ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (!(pipe instanceof Readable)) throw new Error('no pipe for the peak');
  const [peakKiB] = await Promise.all([text(pipe), once(child, 'exit')]);
  const seconds = (performance.now() - startedAt) / 1_000;
  if (peakKiB === '') throw new Error(`ackring ${args.join(' ')} did not end: nothing was measured`);
  return { seconds, peakMiB: Number(peakKiB) / 1_024 };
}

/** What a program says first. */
export async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('it said nothing');
}
