import type { Clock } from '../../ports.js';

/** How much time a run has. Nothing is begun in the last `startMarginMs`; `signal` fires `stopMarginMs` before. */
export interface Deadline {
  readonly signal: AbortSignal | undefined;
  /** True while there is time enough to begin another credential. */
  hasTime(): boolean;
  /** Lets go of the timer. */
  end(): void;
}

const startMarginMs = 25_000;
const stopMarginMs = 5_000;

/**
 * Watches the instant at which the host kills us, so that a run ends with a report and never in the middle of
 * a step. `at` null never ends; `signal` cuts it short from outside.
 */
export function watchDeadline(at: Date | null, clock: Clock, signal?: AbortSignal): Deadline {
  if (at === null) return { signal, hasTime: () => signal?.aborted !== true, end: () => undefined };
  const stop = new AbortController();
  const letGo = new AbortController();
  const endsMs = at.getTime();
  clock.sleep(Math.max(0, endsMs - stopMarginMs - clock.now().getTime()), letGo.signal).then(
    () => stop.abort(),
    () => undefined,
  );
  const joined = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  return {
    signal: joined,
    hasTime: () => !joined.aborted && clock.now().getTime() + startMarginMs < endsMs,
    end: () => letGo.abort(),
  };
}
