import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { AckringError } from '../../words/errors.js';
import type { Sentence } from '../../words/say.js';
import { notStarted, type StartProblem, whyNotStartable, whyNotStarted } from './on-path.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The shells' codes for a missing program, one that cannot be run, and one ended by a signal. */
const missingStatus = 127;
const notExecutableStatus = 126;
const signalBase = 128;

export interface ForegroundEnd {
  /** As in a shell: 127 if there is no such program, 126 if it cannot be run, 128 plus a signal's number. */
  readonly status: number;
  /** Why nothing ran; null if it did. */
  readonly error: AckringError | null;
}

/** How a program that cannot be started ends; null if it can, for all that is known. */
export function endWithoutStart(
  program: string,
  environment: Environment,
  remedy?: Sentence,
): ForegroundEnd | null {
  const problem = whyNotStartable(program, environment);
  return problem === null ? null : unstarted(problem, program, remedy);
}

function unstarted(problem: StartProblem, program: string, remedy?: Sentence): ForegroundEnd {
  const status = problem === 'missing' ? missingStatus : notExecutableStatus;
  return { status, error: notStarted(problem, program, remedy) };
}

export interface ForegroundOptions {
  readonly environment: Environment;
  /** Ends the program like a closed terminal does; it is still waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program on our terminal, in our place, and waits for its end. Ctrl-C and Ctrl-\ reach only the program. */
export function runInForeground(
  [command, ...args]: readonly [string, ...string[]],
  { environment, signal }: ForegroundOptions,
): Promise<ForegroundEnd> {
  return withoutInterrupts(
    () =>
      new Promise((resolve) => {
        const child = spawn(command, args, { env: environment, stdio: 'inherit' });
        // An interactive shell ignores SIGTERM, and programs that ignore SIGHUP react to that; SIGCONT wakes both.
        const end = (): void => {
          for (const each of ['SIGTERM', 'SIGHUP', 'SIGCONT'] as const) child.kill(each);
        };
        signal?.addEventListener('abort', end);
        child.once('error', (error) => {
          signal?.removeEventListener('abort', end);
          resolve(unstarted(whyNotStarted(error, command, environment), command));
        });
        child.once('close', (code, endedBy) => {
          signal?.removeEventListener('abort', end);
          resolve({ status: statusOf(code, endedBy), error: null });
        });
        if (signal?.aborted) end();
      }),
  );
}

/** The status by which a shell reports how a program ended. */
export function statusOf(code: number | null, endedBy: NodeJS.Signals | null): number {
  return code ?? signalBase + (endedBy === null ? 0 : constants.signals[endedBy]);
}

/**
 * While `work` gives the terminal to another program: Ctrl-C there reaches the whole process group, and would end us
 * as well.
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
