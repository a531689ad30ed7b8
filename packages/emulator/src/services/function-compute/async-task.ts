import type { Invocation } from './invocation.js';

/** How asynchronous invocations of a function are treated. */
export interface AsyncInvokeConfig {
  /** 0–8, 3 by default. */
  readonly maxAsyncRetryAttempts: number;
  /** 1–604800, a day by default. */
  readonly maxAsyncEventAgeInSeconds: number;
  readonly asyncTask: boolean;
  readonly created: string;
  readonly modified: string;
}

export const defaultAsyncInvokeConfig = {
  maxAsyncRetryAttempts: 3,
  maxAsyncEventAgeInSeconds: 86_400,
  asyncTask: false,
} as const;

export type AsyncTaskStatus = 'Enqueued' | 'Running' | 'Retrying' | 'Succeeded' | 'Failed' | 'Expired';

/** One asynchronous invocation, with every attempt made at it. */
export interface AsyncTask {
  readonly id: string;
  readonly requestId: string;
  readonly event: Buffer;
  readonly enqueuedAt: Date;
  status: AsyncTaskStatus;
  readonly attempts: Invocation[];
  endedAt: Date | null;
}

/** What an attempt leads to: success, another attempt, giving up, or having waited too long. */
export function afterAttempt(
  task: AsyncTask,
  config: Pick<AsyncInvokeConfig, 'maxAsyncRetryAttempts' | 'maxAsyncEventAgeInSeconds'>,
  now: Date,
): AsyncTaskStatus {
  if (task.attempts.at(-1)?.errorType === null) return 'Succeeded';
  if (task.attempts.length > config.maxAsyncRetryAttempts) return 'Failed';
  const ageMs = now.getTime() - task.enqueuedAt.getTime();
  return ageMs > config.maxAsyncEventAgeInSeconds * 1000 ? 'Expired' : 'Retrying';
}
