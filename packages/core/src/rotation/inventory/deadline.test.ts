import test from 'ava';
import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { gatherBudget, watchDeadline, within } from './deadline.js';

const start = new Date('2027-03-01T04:00:00Z');

/** A clock that stands still until it is moved, which wakes sleepers. */
function standingClock() {
  let nowMs = start.getTime();
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: nowMs + ms, wake: resolve });
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const pass = async (seconds: number): Promise<void> => {
    nowMs = start.getTime() + seconds * 1_000;
    for (const { at, wake } of sleepers) if (at <= nowMs) wake();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, pass };
}

const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

const bounds: [totalSeconds: number, noneBegunFrom: number, stoppedAt: number][] = [
  // A quarter of the time to conclude, at most half a minute; a tenth for the last credential, at most 15 s.
  [600, 555, 570],
  [120, 78, 90],
  [60, 39, 45],
];

test('work ends in time to report, and nothing is started shortly before', async (t) => {
  for (const [total, noneFrom, stopped] of bounds) {
    const { clock, pass } = standingClock();
    const { signal, hasTime, end } = watchDeadline(at(total), clock);
    await pass(noneFrom - 1);
    t.true(hasTime(), `${total}`);
    await pass(noneFrom);
    t.false(hasTime(), `${total}`);
    await pass(stopped - 1);
    t.false(signal?.aborted);
    await pass(stopped);
    t.true(signal?.aborted);
    end();
  }
});

test('a deadline that has passed leaves no time at all', async (t) => {
  const { clock, pass } = standingClock();
  const { signal, hasTime } = watchDeadline(at(-10), clock);
  await pass(0);
  t.false(hasTime());
  t.true(signal?.aborted);
});

test('the caller may cut it short; without a deadline nothing else does', async (t) => {
  const { clock, pass } = standingClock();
  const outer = new AbortController();
  const bounded = watchDeadline(at(600), clock, outer.signal);
  const endless = watchDeadline(null, clock, outer.signal);
  await pass(100_000);
  t.true(endless.hasTime());
  t.is(endless.signal, outer.signal);
  outer.abort();
  t.true(bounded.signal?.aborted);
  t.false(endless.hasTime());
  t.true(watchDeadline(null, clock).hasTime());
});

test('once released, nothing is stopped any more', async (t) => {
  const { clock, pass } = standingClock();
  const { signal, end } = watchDeadline(at(600), clock);
  end();
  await pass(0);
  t.false(signal?.aborted);
});

test('an inventory reads for half of the time, and tries copies for a third', async (t) => {
  const { clock, pass } = standingClock();
  const budget = gatherBudget(at(600), clock);
  const left = () => [budget?.hasTimeToLook(), budget?.hasTimeToTry()];
  t.deepEqual(left(), [true, true]);
  await pass(199);
  t.deepEqual(left(), [true, true]);
  await pass(200);
  t.deepEqual(left(), [true, false]);
  await pass(299);
  t.deepEqual(left(), [true, false]);
  await pass(300);
  t.deepEqual(left(), [false, false]);
  t.is(gatherBudget(null, clock), undefined);
});

test('work gets its time and no more, and is told to stop', async (t) => {
  t.is(await within(60_000, 'x', async () => 7), 7);
  await t.throwsAsync(
    within(60_000, 'x', async () => Promise.reject(new Error('own'))),
    { message: 'own' },
  );
  let stopped: AbortSignal | undefined;
  const late = within(5, 'the listening', (signal) => {
    stopped = signal;
    return new Promise<never>(() => undefined);
  });
  const error = await t.throwsAsync(late, { instanceOf: AckringError, code: 'TimedOut' });
  t.is(error?.message, 'the listening took longer than 0 s');
  t.true(stopped?.aborted);
  const slow = within(600, 'x', () => new Promise<never>(() => undefined));
  t.is((await t.throwsAsync(slow))?.message, 'x took longer than 1 s');
});
