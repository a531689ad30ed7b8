import type { ScreenName } from './screen-name.js';

export type JobKind = 'fetch' | 'renew' | 'verify' | 'run';

/** Work on several items, with its progress; it can be cancelled between two of them. */
export interface Job {
  readonly kind: JobKind;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Renewals requested outside the window: the server returned the existing ones. */
  readonly unchanged: number;
  /** Done, and not proven to work: part of `done`. */
  readonly unproven: number;
  readonly isCancelling: boolean;
  /** The screen that it began on. */
  readonly from?: ScreenName;
}

/** From so many on, their number is typed before anything begins: more than anybody reads before pressing a key. */
export const manyItems = 10;

export type ItemResult = 'done' | 'unproven' | 'failed' | 'unchanged';

export function startJob(kind: JobKind, total: number): Job {
  return { kind, total, done: 0, failed: 0, unchanged: 0, unproven: 0, isCancelling: false };
}

export function withResult(job: Job, result: ItemResult): Job {
  return {
    ...job,
    done: job.done + (result === 'done' || result === 'unproven' ? 1 : 0),
    unproven: job.unproven + (result === 'unproven' ? 1 : 0),
    failed: job.failed + (result === 'failed' ? 1 : 0),
    unchanged: job.unchanged + (result === 'unchanged' ? 1 : 0),
  };
}

export function finishedItems({ done, failed, unchanged }: Job): number {
  return done + failed + unchanged;
}
