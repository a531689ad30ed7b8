import type { Clock } from '../../machine/clock.js';
import { cancelled, throwIfCancelled } from '../../machine/retry.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { AccessApi, TaskProgress } from './api.js';

/**
 * The cloud's lists show a change 1–10 s late (the vendor's pages on events and permissions). Before anything counts
 * as unchanged it is read again after each of these pauses: 12 s in all.
 */
const pausesMs = [1_000, 2_000, 4_000, 5_000] as const;

/**
 * Reads until the result is as wanted, or the lists can lag no longer; returns the last reading. A cancelled wait
 * ends it.
 */
export async function readUntil<T>(
  read: () => Promise<T>,
  isWanted: (reading: T) => boolean,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  let reading = await read();
  for (const pauseMs of pausesMs) {
    if (isWanted(reading)) break;
    const isOver = await clock.sleep(pauseMs, signal).then(
      () => false,
      () => true,
    );
    if (isOver) break;
    reading = await read();
  }
  return reading;
}

interface FollowTask {
  readonly api: Pick<AccessApi, 'describeTask'>;
  readonly clock: Clock;
  readonly taskId: string;
  readonly region: string;
  /** Stops watching after this; default 10 minutes. The task itself goes on. */
  readonly timeoutMs?: number;
  readonly onProgress?: (progress: TaskProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

const firstPauseMs = 500;

const longestPauseMs = 5_000;

/** Watches a task to its end, asking less and less often. Throws TimedOut. */
export async function followTask(options: FollowTask): Promise<TaskProgress> {
  const { api, clock, taskId, region, timeoutMs = 600_000, onProgress, signal } = options;
  const deadline = clock.now().getTime() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    throwIfCancelled(signal);
    const progress = await api.describeTask(taskId, region, signal);
    onProgress?.(progress);
    if (progress.state !== 'running') return progress;
    if (clock.now().getTime() + pauseMs > deadline) throw outlasted(taskId);
    await clock.sleep(pauseMs, signal).catch((reason: unknown) => Promise.reject(cancelled(reason)));
  }
}

function outlasted(taskId: string): AckringError {
  return new AckringError('TimedOut', say('the task {taskId} is still running', { taskId }), {
    remedy: say(
      'It goes on in the cloud: look at it in the console, then run the same command again to see what is left.',
    ),
  });
}
