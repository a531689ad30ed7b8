import test from 'ava';
import type { Clock } from '../machine/clock.js';
import { AckringError } from '../words/errors.js';
import {
  afterStart,
  afterSuccess,
  afterThrottle,
  createRateLimiter,
  freshRate,
  untilTurnMs,
} from './rate-limit.js';

/** Time that jumps to the next sleeper whenever nothing else is left to do. */
function jumpingClock(): Clock & { run(until: () => boolean): Promise<void> } {
  let ms = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => new Date(ms),
    sleep: (duration, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        sleepers.push({ at: ms + duration, wake: resolve });
        return undefined;
      }),
    run: async (until) => {
      while (!until()) {
        await new Promise((resolve) => setImmediate(resolve));
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) continue;
        ms = Math.max(ms, next.at);
        next.wake();
      }
    },
  };
}

type Server = (nowMs: number) => number | null;

/** Null lets the call pass, a number says in how many ms to retry. */
function tokenBucket(perSecond: number, burst: number): Server {
  let tokens = burst;
  let last = 0;
  return (nowMs) => {
    tokens = Math.min(burst, tokens + ((nowMs - last) * perSecond) / 1_000);
    last = nowMs;
    if (tokens < 1) return Math.ceil(((1 - tokens) * 1_000) / perSecond);
    tokens -= 1;
    return null;
  };
}

function perSecondWindow(limit: number): Server {
  let second = -1;
  let taken = 0;
  return (nowMs) => {
    if (Math.floor(nowMs / 1_000) !== second) {
      second = Math.floor(nowMs / 1_000);
      taken = 0;
    }
    taken += 1;
    return taken <= limit ? null : 1_000 - (nowMs % 1_000);
  };
}

interface Load {
  readonly server: Server;
  readonly calls: number;
  readonly workers: number;
  readonly latencyMs: number;
  readonly givesRetryAfter: boolean;
}

async function play({ server, calls, workers, latencyMs, givesRetryAfter }: Load) {
  const clock = jumpingClock();
  const limiter = createRateLimiter(clock);
  let left = calls;
  let done = 0;
  let throttled = 0;
  const once = async (): Promise<void> => {
    const waitMs = server(clock.now().getTime());
    await clock.sleep(latencyMs);
    if (waitMs === null) return;
    throttled += 1;
    const retryAfterMs = givesRetryAfter ? waitMs : undefined;
    throw new AckringError('Throttled', 'x', { remedy: 'y', retryAfterMs });
  };
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      for (let isDone = false; !isDone; ) {
        isDone = await limiter.run(once).then(
          () => true,
          () => false,
        );
      }
      done += 1;
    }
  };
  const all = Promise.all(Array.from({ length: workers }, worker));
  await clock.run(() => done >= calls);
  await all;
  return { seconds: clock.now().getTime() / 1_000, throttled };
}

const servers: readonly (readonly [string, () => Server, number])[] = [
  ['a bucket of 50 a second', () => tokenBucket(50, 50), 50],
  ['a bucket of 20 a second that holds 5', () => tokenBucket(20, 5), 20],
  ['200 in each second', () => perSecondWindow(200), 200],
];
for (const [title, server, perSecond] of servers) {
  for (const givesRetryAfter of [true, false]) {
    test(`${title}, ${givesRetryAfter ? 'saying when to come again' : 'saying nothing'}: fully used, seldom exceeded`, async (t) => {
      const calls = perSecond * 60;
      const { seconds, throttled } = await play({
        server: server(),
        calls,
        workers: 16,
        latencyMs: 40,
        givesRetryAfter,
      });
      t.true(seconds <= 60 * 1.1, `${seconds} s for 60 s of calls`);
      t.true(throttled <= calls * 0.06, `${throttled} of ${calls} throttled`);
    });
  }
}

for (const latencyMs of [5, 40])
  test(`the few calls of one account of many, ${latencyMs} ms each, take no longer than their limit asks for`, async (t) => {
    const server = tokenBucket(50, 10);
    const { seconds } = await play({ server, calls: 22, workers: 16, latencyMs, givesRetryAfter: true });
    t.true(seconds <= (22 / 50) * 1.1, `${seconds} s`);
  });

test('without throttling nothing is held back', async (t) => {
  const { seconds } = await play({
    server: () => null,
    calls: 1_000,
    workers: 10,
    latencyMs: 10,
    givesRetryAfter: false,
  });
  t.true(seconds <= 1.01, String(seconds));
});

test('a lifted limit is discovered', async (t) => {
  let perSecond = 10;
  let spent = 0;
  const slow = tokenBucket(10, 5);
  const fast = tokenBucket(200, 50);
  const server: Server = (nowMs) => {
    spent += 1;
    if (spent === 200) perSecond = 200;
    return perSecond === 10 ? slow(nowMs) : fast(nowMs);
  };
  const { seconds } = await play({ server, calls: 3_000, workers: 16, latencyMs: 20, givesRetryAfter: true });
  t.true(seconds <= 75, `${seconds} s, ${3_000 / 10} s at the old rate`);
});

test('the wait requested by a server applies to every call', (t) => {
  const state = afterThrottle(freshRate, 1_000, 990, 5_000);
  t.is(untilTurnMs(state, 1_000), 5_000);
  t.is(untilTurnMs(state, 6_000), 0);
});

const told: readonly (readonly [
  what: string,
  retryAfterMs: number | null,
  passed: number,
  perSecond: number,
])[] = [
  ['says nothing', null, 10, 10],
  ['names a time that fits what passed', 20, 10, 50],
  ['names a shorter time than what passed can bear', 1, 10, 100],
  ['names a longer one than what passed shows', 1_000, 10, 10],
];
for (const [what, retryAfterMs, passed, perSecond] of told)
  test(`a server that ${what} sets the first pace`, (t) => {
    let state = afterStart(freshRate, 0);
    for (let index = 0; index < passed; index += 1) state = afterSuccess(state, 50);
    t.is(afterThrottle(state, 100, 90, retryAfterMs).rate, perSecond);
  });

test('calls started before the rate was lowered do not lower it again', (t) => {
  let state = freshRate;
  for (let index = 0; index < 100; index += 1) state = afterSuccess(state, 500);
  const once = afterThrottle(state, 500, 490, 0);
  const twice = afterThrottle(once, 501, 490, 0);
  t.is(once.rate, 100);
  t.is(twice.rate, once.rate);
});

test('missed turns are made up for, up to a few', (t) => {
  const state = afterThrottle(afterSuccess(freshRate, 0), 0, 0, 0);
  const late = afterStart({ ...state, rate: 100 }, 10_000);
  t.is(late.nextAt, 10_000 - 50 + 10);
});

test('a cancelled waiting call leaves the others their turns', async (t) => {
  const clock = jumpingClock();
  const limiter = createRateLimiter(clock);
  const throttle = () =>
    Promise.reject(new AckringError('Throttled', 'x', { remedy: 'y', retryAfterMs: 60_000 }));
  await t.throwsAsync(limiter.run(throttle));
  const controller = new AbortController();
  const given = limiter.run(async () => 'given up', controller.signal);
  const kept = limiter.run(async () => 'kept');
  controller.abort();
  const error = await t.throwsAsync(given, { instanceOf: AckringError });
  t.is(error?.code, 'Cancelled');
  let isKept = false;
  void kept.then(() => {
    isKept = true;
  });
  await clock.run(() => isKept);
  t.is(await kept, 'kept');
  t.is(clock.now().getTime(), 60_000);
});
