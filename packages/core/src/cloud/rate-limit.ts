import type { Clock } from '../machine/clock.js';
import { cancelled, throwIfCancelled } from '../machine/retry.js';
import { AckringError } from '../words/errors.js';

/** Spaces calls so that the cloud's unknown limits are discovered and kept. One for all calls of a program. */
export interface RateLimiter {
  /** Waits for a turn, calls, and learns from the outcome. Throws what the call throws. */
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** The limiter's whole state, in ms of the clock; a plain value, so that every rule is a function of it. */
export interface RateState {
  /** Calls per second; infinite until the first throttling. */
  readonly rate: number;
  /** The limit as far as discovered; infinite while searching for it. */
  readonly limit: number;
  /** When the next call may start. */
  readonly nextAt: number;
  /** When the rate was last lowered: calls started before, or just after, say nothing about the new rate. */
  readonly loweredAt: number;
  /** The first call's; null before. */
  readonly firstAt: number | null;
  /** Successes in the current and in the previous window. */
  readonly windowStart: number;
  readonly current: number;
  readonly previous: number;
}

const windowMs = 1_000;
const slowestRate = 0.5;
/** At most this many ms of turns missed while the program was busy are made up for. */
const catchUpMs = 50;
/** Throttling this soon after lowering is its echo. */
const echoMs = 700;
/** If the server does not say how long to wait, all calls pause this long: most limits are per second. */
const restMs = 250;
/** Keeps the rate this far below a discovered limit; one throttling never takes away more than `most`. */
const keep = 0.96;
const leastKept = 0.7;

export const freshRate: RateState = {
  rate: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
  nextAt: 0,
  loweredAt: Number.NEGATIVE_INFINITY,
  firstAt: null,
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
  const nextAt = turnAt + (Number.isFinite(state.rate) ? 1_000 / state.rate : 0);
  return { ...state, nextAt, firstAt: state.firstAt ?? nowMs };
}

/** A call succeeded: counted, and the rate grows a little, so that growth takes calls and not just time. */
export function afterSuccess(state: RateState, nowMs: number): RateState {
  const counted = rolled(state, nowMs);
  const { rate, current } = counted;
  const grown = Number.isFinite(rate) ? rate * (1 + growthPerSecond(counted) / Math.max(rate, 1)) : rate;
  return { ...counted, current: current + 1, rate: grown };
}

/** Fast while searching for the limit, slow around a known one, fast again well above it: it was lifted. */
function growthPerSecond({ rate, limit }: RateState): number {
  if (!Number.isFinite(limit)) return 1.5;
  return rate < limit * 1.08 ? 0.01 : 0.2;
}

/** A call was throttled: all pause, and the rate falls towards the recent successes, once for all in flight. */
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
  const rate = wasFree
    ? Math.max(seen, toldRate(counted, nowMs, retryAfterMs))
    : Math.max(slowestRate, limit * keep);
  return { ...counted, nextAt, rate, limit, loweredAt: nowMs };
}

/**
 * What a server that says when to come again lets through by then, which is known long before a second is over; no more
 * than has passed so far. 0 if it does not say.
 */
function toldRate(
  { firstAt, current, previous }: RateState,
  nowMs: number,
  retryAfterMs: number | null,
): number {
  if (retryAfterMs === null || firstAt === null) return 0;
  const passed = (current + previous) / Math.max(1, nowMs - firstAt);
  return 1_000 * Math.min(1 / Math.max(1, retryAfterMs), passed);
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
 * A limiter on the injected clock. Calls start in order of arrival, and each takes its turn only at the head of the
 * queue: what is learnt while they wait applies to all of them.
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

/** A limiter per service, created on demand: one service's limit says nothing about another's. */
export function createRateLimiters(clock: Clock): (service: string) => RateLimiter {
  const limiters = new Map<string, RateLimiter>();
  return (service) => {
    const limiter = limiters.get(service) ?? createRateLimiter(clock);
    limiters.set(service, limiter);
    return limiter;
  };
}
