import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

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
