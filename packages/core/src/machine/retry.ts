import { AckringError, type ErrorCode, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { Clock } from './clock.js';

/** How often each class of failure is attempted in total, and how long between: full jitter under a doubling cap. */
interface RetryRule {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Throttling is patient, since the limiter spaces the attempts and the call was never carried out; a timeout has
 * already taken its whole length, so it gets only one more chance. Codes not listed are never retried.
 */
const rules: Partial<Record<ErrorCode, RetryRule>> = {
  Throttled: { attempts: 10, baseMs: 200, capMs: 5_000 },
  Unreachable: { attempts: 3, baseMs: 200, capMs: 2_000 },
  ServerFault: { attempts: 4, baseMs: 300, capMs: 4_000 },
  ResponseUnreadable: { attempts: 3, baseMs: 300, capMs: 2_000 },
  TimedOut: { attempts: 2, baseMs: 200, capMs: 1_000 },
};

export interface RetryContext {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** True for calls that change something: then only failures that prove nothing was done are retried. */
  readonly changesSomething?: boolean;
}

/** What a caller waits for all attempts together, in milliseconds, however long a server asks for. */
const mostWaitedMs = 60_000;

/** Calls until it succeeds, or its class of failure or the time for it is exhausted; throws the last failure, always an AckringError. */
export async function retrying<T>(call: () => Promise<T>, context: RetryContext): Promise<T> {
  let waitedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    throwIfCancelled(context.signal);
    try {
      return await call();
    } catch (thrown) {
      const error = toAckringError(thrown);
      const waitMs = retryDelayMs(error, attempt, context);
      if (waitMs === null || waitedMs + waitMs > mostWaitedMs) throw error;
      waitedMs += waitMs;
      await sleepUnlessCancelled(waitMs, context);
    }
  }
}

/** How long to wait before the next attempt after the `attempt`-th failure; null if there is none. */
export function retryDelayMs(
  error: AckringError,
  attempt: number,
  { random, changesSomething = false }: Pick<RetryContext, 'random' | 'changesSomething'>,
): number | null {
  const rule = rules[error.code];
  if (rule === undefined || attempt >= rule.attempts) return null;
  if (changesSomething && error.code !== 'Throttled') return null;
  const ceilingMs = Math.min(rule.capMs, rule.baseMs * 2 ** (attempt - 1));
  return Math.max(error.retryAfterMs ?? 0, Math.ceil(random() * ceilingMs));
}

/** Throws Cancelled once `signal` is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal.reason);
}

/** The error of a call that its caller cancelled. */
export function cancelled(cause: unknown): AckringError {
  if (cause instanceof AckringError) return cause;
  return new AckringError('Cancelled', say('cancelled before it was done'), {
    remedy: say('Run it again; `ackring history` has what was changed before.'),
    cause,
  });
}

async function sleepUnlessCancelled(ms: number, { clock, signal }: RetryContext): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (reason) {
    throw cancelled(reason);
  }
}
