import type { Clock } from '../machine/clock.js';
import { AckringError } from '../words/errors.js';
import { cancelled, throwIfCancelled } from './retry.js';

/** Spaces calls so that the cloud's unknown limits are found and kept. One for all calls of a program. */
export interface RateLimiter {
  /** Waits for a turn, calls, and learns from how it went. Throws what the call throws. */
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** All the limiter knows, in ms of the clock; a plain value, so that every rule is a function on it. */
export interface RateState {
  /** Calls a second; infinite until the first throttling. */
  readonly rate: number;
  /** The limit as far as it was found out; infinite while it is searched for. */
  readonly limit: number;
  /** When the next call may start. */
  readonly nextAt: number;
  /** When the rate was last lowered: calls begun before, or just after, say nothing about the new rate. */
  readonly loweredAt: number;
  /** Successes in the running and in the previous window. */
  readonly windowStart: number;
  readonly current: number;
  readonly previous: number;
}

const windowMs = 1_000;
const slowestRate = 0.5;
/** Turns missed because the program was busy are made up for, at most this many ms of them. */
const catchUpMs = 50;
/** Throttlings so soon after a lowering are its echo. */
const echoMs = 700;
/** With no word from the server on how long to wait, all calls rest so long: most limits count by the second. */
const restMs = 250;
/** A limit found is undercut by this, and one throttling never takes away more than `most`. */
const keep = 0.96;
const leastKept = 0.7;

export const freshRate: RateState = {
  rate: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
  nextAt: 0,
  loweredAt: Number.NEGATIVE_INFINITY,
  windowStart: 0,
  current: 0,
  previous: 0,
};

/** How long until the next call may start; 0 for now. */
export function untilTurnMs({ nextAt }: RateState, nowMs: number): number {
  return Math.max(0, nextAt - nowMs);
}

/** A call starts now. */
export function afterStart(state: RateState, nowMs: number): RateState {
  const turnAt = Math.max(state.nextAt, nowMs - catchUpMs);
  return { ...state, nextAt: turnAt + (Number.isFinite(state.rate) ? 1_000 / state.rate : 0) };
}

/** A call came through: counted, and the rate grows a little, so that it takes calls and not time alone to grow. */
export function afterSuccess(state: RateState, nowMs: number): RateState {
  const counted = rolled(state, nowMs);
  const { rate, current } = counted;
  const grown = Number.isFinite(rate) ? rate * (1 + growthPerSecond(counted) / Math.max(rate, 1)) : rate;
  return { ...counted, current: current + 1, rate: grown };
}

/** Fast while the limit is searched for, slow around a known one, fast again well above it: it was lifted. */
function growthPerSecond({ rate, limit }: RateState): number {
  if (!Number.isFinite(limit)) return 1.5;
  return rate < limit * 1.08 ? 0.01 : 0.2;
}

/** A call was throttled: all rest, and the rate falls towards what came through of late, once for all in flight. */
export function afterThrottle(
  state: RateState,
  nowMs: number,
  startedAt: number,
  retryAfterMs: number | null,
): RateState {
  const counted = rolled(state, nowMs);
  const nextAt = Math.max(counted.nextAt, nowMs + (retryAfterMs ?? restMs));
  if (startedAt < counted.loweredAt + echoMs) return { ...counted, nextAt };
  const seen = Math.max(slowestRate, measuredRate(counted, nowMs));
  const wasFree = !Number.isFinite(counted.rate);
  const limit = wasFree ? counted.limit : Math.min(counted.rate, Math.max(seen, counted.rate * leastKept));
  const rate = wasFree ? seen : Math.max(slowestRate, limit * keep);
  return { ...counted, nextAt, rate, limit, loweredAt: nowMs };
}

function measuredRate({ windowStart, current, previous }: RateState, nowMs: number): number {
  const share = 1 - Math.min(1, (nowMs - windowStart) / windowMs);
  return ((current + previous * share) * 1_000) / windowMs;
}

function rolled(state: RateState, nowMs: number): RateState {
  const elapsed = nowMs - state.windowStart;
  if (elapsed < windowMs) return state;
  const previous = elapsed < 2 * windowMs ? state.current : 0;
  const windowStart = nowMs - (elapsed % windowMs);
  return { ...state, windowStart, current: 0, previous };
}

/**
 * A limiter on the injected clock. Calls start in the order they came, and each takes its turn only when it is
 * at the head: what is learnt while they wait holds for all of them.
 */
export function createRateLimiter(clock: Clock): RateLimiter {
  let state = freshRate;
  let head: Promise<void> = Promise.resolve();
  const nowMs = (): number => clock.now().getTime();

  async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
    throwIfCancelled(signal);
    for (let waitMs = untilTurnMs(state, nowMs()); waitMs > 0; waitMs = untilTurnMs(state, nowMs())) {
      await sleep(waitMs, signal);
    }
    state = afterStart(state, nowMs());
  }

  async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await clock.sleep(ms, signal);
    } catch (reason) {
      throw cancelled(reason);
    }
  }

  return {
    run: async (call, signal) => {
      const turn = head.then(() => takeTurn(signal));
      head = turn.catch(() => undefined);
      await turn;
      const startedAt = nowMs();
      try {
        const result = await call();
        state = afterSuccess(state, nowMs());
        return result;
      } catch (error) {
        if (error instanceof AckringError && error.code === 'Throttled') {
          state = afterThrottle(state, nowMs(), startedAt, error.retryAfterMs);
        }
        throw error;
      }
    },
  };
}

/** A limiter for each service, made when it is first asked for: what one service bears says nothing of another. */
export function createRateLimiters(clock: Clock): (service: string) => RateLimiter {
  const limiters = new Map<string, RateLimiter>();
  return (service) => {
    const limiter = limiters.get(service) ?? createRateLimiter(clock);
    limiters.set(service, limiter);
    return limiter;
  };
}
