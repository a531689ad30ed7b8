import { AckringError } from './errors.js';
import type { Clock } from './ports.js';
import { cancelled } from './retry.js';

/** Spaces calls so that the cloud's unknown limits are found and kept. One for all calls of a program. */
export interface RateLimiter {
  /** Waits for a turn, calls, and learns from how it went. Throws what the call throws. */
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** All the limiter knows, in ms of the clock; a plain value, so that every rule is a function on it. */
export interface RateState {
  /** Calls a second; infinite until the first throttling. */
  readonly rate: number;
  /** When the next call may start. */
  readonly nextAt: number;
  /** When the rate was last lowered: calls begun before that say nothing about the new rate. */
  readonly loweredAt: number;
  /** Successes in the running and the previous window of `windowMs`. */
  readonly windowStart: number;
  readonly current: number;
  readonly previous: number;
}

const windowMs = 1_000;
const slowestRate = 0.5;
/** How much of the rate seen to work is kept on throttling, and how fast it grows while nothing complains. */
const keep = 0.95;
const growthPerSecond = 0.03;
/** Turns missed because the program was busy are made up for, so many ms of them at most. */
const catchUpMs = 50;

export const freshRate: RateState = {
  rate: Number.POSITIVE_INFINITY,
  nextAt: 0,
  loweredAt: Number.NEGATIVE_INFINITY,
  windowStart: 0,
  current: 0,
  previous: 0,
};

/** Takes the next turn: when it is, and the state after it. */
export function takeTurn(
  state: RateState,
  nowMs: number,
): { readonly startAt: number; readonly state: RateState } {
  const startAt = Math.max(state.nextAt, nowMs - catchUpMs);
  const intervalMs = Number.isFinite(state.rate) ? 1_000 / state.rate : 0;
  return { startAt: Math.max(startAt, nowMs), state: { ...state, nextAt: startAt + intervalMs } };
}

/** A call came through: counted, and the rate grows a little. */
export function afterSuccess(state: RateState, nowMs: number): RateState {
  const counted = rolled(state, nowMs);
  const grown = counted.rate * (1 + growthPerSecond / Math.max(1, counted.rate));
  return { ...counted, current: counted.current + 1, rate: grown };
}

/** A call was throttled: the rate falls to what came through of late, once for all calls in flight. */
export function afterThrottle(
  state: RateState,
  nowMs: number,
  startedAt: number,
  retryAfterMs: number,
): RateState {
  const counted = rolled(state, nowMs);
  const nextAt = Math.max(counted.nextAt, nowMs + retryAfterMs);
  if (startedAt <= counted.loweredAt) return { ...counted, nextAt };
  const seen = measuredRate(counted, nowMs);
  const rate = Math.max(slowestRate, Math.min(counted.rate, seen) * keep);
  return { ...counted, nextAt, rate, loweredAt: nowMs };
}

function measuredRate({ windowStart, current, previous }: RateState, nowMs: number): number {
  const spanMs = nowMs - windowStart + windowMs;
  return ((current + previous) * 1_000) / Math.max(windowMs, spanMs);
}

function rolled(state: RateState, nowMs: number): RateState {
  const elapsed = nowMs - state.windowStart;
  if (elapsed < windowMs) return state;
  const previous = elapsed < 2 * windowMs ? state.current : 0;
  return { ...state, windowStart: nowMs, current: 0, previous };
}

/** A limiter on the injected clock. */
export function createRateLimiter(clock: Clock): RateLimiter {
  let state = freshRate;
  const nowMs = (): number => clock.now().getTime();
  return {
    run: async (call, signal) => {
      const startedAt = await waitForTurn(signal);
      try {
        const result = await call();
        state = afterSuccess(state, nowMs());
        return result;
      } catch (error) {
        if (error instanceof AckringError && error.code === 'Throttled') {
          state = afterThrottle(state, nowMs(), startedAt, error.retryAfterMs ?? 0);
        }
        throw error;
      }
    },
  };

  async function waitForTurn(signal: AbortSignal | undefined): Promise<number> {
    const turn = takeTurn(state, nowMs());
    state = turn.state;
    const waitMs = turn.startAt - nowMs();
    if (waitMs > 0) {
      try {
        await clock.sleep(waitMs, signal);
      } catch (reason) {
        throw cancelled(reason);
      }
    }
    return turn.startAt;
  }
}
