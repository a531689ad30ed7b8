import { spawn } from 'node:child_process';
import { constants } from 'node:os';

type Environment = Readonly<Record<string, string | undefined>>;

/** As shells count a program that is not there, one that cannot be run, and one that a signal ended. */
const missingStatus = 127;
const notExecutableStatus = 126;
const signalBase = 128;

export interface ForegroundEnd {
  /** As a shell would tell it: 127 where there is no such program, 126 where it cannot be run, 128 and a signal's. */
  readonly status: number;
  /** Why nothing ran; null where it did. */
  readonly problem: 'missing' | 'notExecutable' | null;
}

export interface ForegroundOptions {
  readonly environment: Environment;
  /** Ends the program as a terminal that closes does; it is waited for all the same. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program on our terminal, in our place, and waits for its end. Ctrl-C and Ctrl-\ are the program's alone.
 */
export function runInForeground(
  [command, ...args]: readonly [string, ...string[]],
  { environment, signal }: ForegroundOptions,
): Promise<ForegroundEnd> {
  return withoutInterrupts(
    () =>
      new Promise((resolve) => {
        const child = spawn(command, args, { env: environment, stdio: 'inherit' });
        // An interactive shell takes no notice of SIGTERM, and what ignores SIGHUP does of that; SIGCONT wakes both.
        const end = (): void => {
          for (const each of ['SIGTERM', 'SIGHUP', 'SIGCONT'] as const) child.kill(each);
        };
        signal?.addEventListener('abort', end);
        child.once('error', (error: NodeJS.ErrnoException) => {
          signal?.removeEventListener('abort', end);
          const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
          if (isMissing) resolve({ status: missingStatus, problem: 'missing' });
          else resolve({ status: notExecutableStatus, problem: 'notExecutable' });
        });
        child.once('close', (code, endedBy) => {
          signal?.removeEventListener('abort', end);
          resolve({ status: statusOf(code, endedBy), problem: null });
        });
        if (signal?.aborted) end();
      }),
  );
}

/** The status by which a shell tells how a program ended. */
export function statusOf(code: number | null, endedBy: NodeJS.Signals | null): number {
  return code ?? signalBase + (endedBy === null ? 0 : constants.signals[endedBy]);
}

/**
 * While `work` gives the terminal to another program: Ctrl-C there reaches the whole group, and would end us behind
 * it.
 */
export async function withoutInterrupts<T>(work: () => Promise<T>): Promise<T> {
  const listeners = process.listeners('SIGINT');
  const ignore = (): void => undefined;
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', ignore);
  process.on('SIGQUIT', ignore);
  try {
    return await work();
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGQUIT', ignore);
    for (const listener of listeners) process.on('SIGINT', listener);
  }
}
