import test from 'ava';
import { AckringError, type ErrorCode } from '../words/errors.js';
import type { Clock } from './clock.js';
import { retryDelayMs, retrying } from './retry.js';

const failure = (code: ErrorCode, retryAfterMs?: number): AckringError =>
  new AckringError(code, 'x', { remedy: 'y', retryAfterMs });

/** A clock on which sleeping makes time pass. */
function virtualClock(): Clock & { readonly slept: number[] } {
  let ms = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(ms),
    sleep: async (duration, signal) => {
      if (signal?.aborted) throw signal.reason;
      slept.push(duration);
      ms += duration;
    },
  };
}

const classes: readonly (readonly [ErrorCode, number, number])[] = [
  ['Throttled', 10, 10],
  ['Unreachable', 3, 1],
  ['ServerFault', 4, 1],
  ['ResponseUnreadable', 3, 1],
  ['TimedOut', 2, 1],
  ['Forbidden', 1, 1],
  ['ClusterNotFound', 1, 1],
  ['Internal', 1, 1],
];
for (const [code, reading, changing] of classes) {
  test(`${code} is tried ${reading} times when reading, ${changing} when changing something`, async (t) => {
    for (const [changesSomething, expected] of [[false, reading] as const, [true, changing] as const]) {
      let calls = 0;
      const call = async (): Promise<never> => {
        calls += 1;
        throw failure(code);
      };
      const options = { clock: virtualClock(), random: () => 0.5, changesSomething };
      const error = await t.throwsAsync(retrying(call, options), { instanceOf: AckringError });
      t.is(error?.code, code);
      t.is(calls, expected);
    }
  });
}

test('waits double up to their cap, times the jitter', (t) => {
  const waits = [1, 2, 3, 4].map((attempt) =>
    retryDelayMs(failure('ServerFault'), attempt, { random: () => 0.999 }),
  );
  t.deepEqual(waits, [300, 600, 1199, null]);
  t.is(retryDelayMs(failure('Throttled'), 9, { random: () => 0.999 }), 4995);
  t.is(retryDelayMs(failure('Throttled'), 9, { random: () => 0 }), 0);
});

test('the wait requested by a server is the minimum', (t) => {
  t.is(retryDelayMs(failure('Throttled', 7_000), 1, { random: () => 0.9 }), 7_000);
});

for (const [seconds, slept] of [
  [7, 8],
  [30, 2],
  [60, 1],
  [61, 0],
  [86_400, 0],
] as const)
  test(`a server that asks for ${seconds} seconds is waited for ${slept} times, a minute at most`, async (t) => {
    const clock = virtualClock();
    const call = () => Promise.reject(failure('Throttled', seconds * 1_000));
    await t.throwsAsync(retrying(call, { clock, random: () => 0 }), { code: 'Throttled' });
    t.deepEqual(clock.slept, Array(slept).fill(seconds * 1_000));
  });

test('the first success ends it', async (t) => {
  const clock = virtualClock();
  let calls = 0;
  const result = await retrying(
    async () => {
      calls += 1;
      if (calls < 3) throw failure('Unreachable');
      return 'done';
    },
    { clock, random: () => 0.5 },
  );
  t.is(result, 'done');
  t.deepEqual(clock.slept, [100, 200]);
});

test('a foreign error is wrapped and not retried', async (t) => {
  let calls = 0;
  const call = async (): Promise<never> => {
    calls += 1;
    throw new TypeError('odd');
  };
  const error = await t.throwsAsync(retrying(call, { clock: virtualClock(), random: Math.random }), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'Internal');
  t.is(calls, 1);
});

test('an aborted signal stops it before the call and during the wait', async (t) => {
  const controller = new AbortController();
  let calls = 0;
  const call = async (): Promise<never> => {
    calls += 1;
    controller.abort();
    throw failure('Unreachable');
  };
  const options = { clock: virtualClock(), random: () => 0.5, signal: controller.signal };
  const during = await t.throwsAsync(retrying(call, options), { instanceOf: AckringError });
  const before = await t.throwsAsync(retrying(call, options), { instanceOf: AckringError });
  t.is(during?.code, 'Cancelled');
  t.is(before?.code, 'Cancelled');
  t.is(calls, 1);
});
