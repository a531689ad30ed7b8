import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** How much time a run has. `signal` fires when work has to stop; the conclusion has its own time. */
export interface Deadline {
  readonly signal: AbortSignal | undefined;
  /** True while there is enough time to start another credential. */
  hasTime(): boolean;
  /** Releases the timer. */
  end(): void;
}

/** How long an inventory may read, leaving time for the work that it finds. */
export interface GatherBudget {
  /** False once more than half of the time is gone. */
  hasTimeToLook(): boolean;
  /** False once a third of it is gone: trying copies on their API servers may take long, and may have to wait. */
  hasTimeToTry(): boolean;
}

/** What notifying people and keeping the report may take, in ms, of an invocation with this total time. */
function concludeMs(totalMs: number): number {
  return Math.min(30_000, Math.max(0, totalMs) / 4);
}

/** The longest that one credential may need, in ms: nothing is started later than this before the end of work. */
const stepsMs = 15_000;

/**
 * Watches the instant at which the host kills us, so that a run ends with a report and never in the middle of a step.
 * `at` null never ends; `signal` cuts it short from outside.
 */
export function watchDeadline(at: Date | null, clock: Clock, signal?: AbortSignal): Deadline {
  if (at === null) return { signal, hasTime: () => signal?.aborted !== true, end: () => undefined };
  const stop = new AbortController();
  const letGo = new AbortController();
  const totalMs = at.getTime() - clock.now().getTime();
  const endsMs = at.getTime() - concludeMs(totalMs);
  const marginMs = Math.min(stepsMs, Math.max(0, totalMs) / 10);
  clock.sleep(Math.max(0, endsMs - clock.now().getTime()), letGo.signal).then(
    () => stop.abort(),
    () => undefined,
  );
  const joined = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  return {
    signal: joined,
    hasTime: () => !joined.aborted && clock.now().getTime() + marginMs < endsMs,
    end: () => letGo.abort(),
  };
}

/** Divides the time left until `at`; undefined if there is no limit. */
export function gatherBudget(at: Date | null, clock: Clock): GatherBudget | undefined {
  if (at === null) return undefined;
  const startMs = clock.now().getTime();
  const before = (share: number) => () => clock.now().getTime() < startMs + share * (at.getTime() - startMs);
  return { hasTimeToLook: before(1 / 2), hasTimeToTry: before(1 / 3) };
}

/**
 * Gives work its own limit in ms. Work that ignores its signal is abandoned. Throws TimedOut, naming `what`, or what
 * the work throws.
 */
export async function within<T>(
  limitMs: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(tooLong(what, limitMs));
      stop.abort();
    }, limitMs);
  });
  try {
    return await Promise.race([work(stop.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(what: string, limitMs: number): AckringError {
  return new AckringError(
    'TimedOut',
    say('{what} took longer than {seconds} s', { what, seconds: Math.round(limitMs / 1_000) }),
    {
      remedy: say('The next run tries it again; if it stays so, look at what answers there.'),
    },
  );
}
