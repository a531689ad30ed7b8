import { skippingClock } from '@ackring/testkit/clock';
import test from 'ava';
import type { TaskProgress } from './api.js';
import { followTask, readUntil } from './settle.js';

// How long the cloud is asked again, and when it is given up.

/** A clock on which only sleeping makes time pass, and how long each sleep was. */
function settled(isCancelled = false) {
  const pausesMs: number[] = [];
  let at = 0;
  const clock = {
    now: () => new Date(at),
    sleep: async (ms: number) => {
      pausesMs.push(ms);
      if (isCancelled) throw new Error('cancelled');
      at += ms;
    },
  };
  return { clock, pausesMs };
}

const readings: [wantedAfter: number, reading: number, pausesMs: number[]][] = [
  [1, 1, []],
  [2, 2, [1_000]],
  [4, 4, [1_000, 2_000, 4_000]],
  [5, 5, [1_000, 2_000, 4_000, 5_000]],
  [9, 5, [1_000, 2_000, 4_000, 5_000]],
];

for (const [wantedAfter, reading, pausesMs] of readings)
  test(`what is as wanted at the ${wantedAfter}. reading is read ${reading} times`, async (t) => {
    const here = settled();
    let read = 0;
    t.is(
      await readUntil(
        async () => ++read,
        (count) => count === wantedAfter,
        here,
      ),
      reading,
    );
    t.deepEqual(here.pausesMs, pausesMs);
  });

test('a cancelled wait ends with what was read last', async (t) => {
  const here = settled(true);
  let read = 0;
  t.is(
    await readUntil(
      async () => ++read,
      () => false,
      here,
    ),
    1,
  );
  t.is(here.pausesMs.length, 1);
});

const task = (state: TaskProgress['state']): TaskProgress => ({ id: 't', state, errorCode: null });

/** A task that runs for so many looks, and then ends. */
function following(looks: number, end: TaskProgress['state'] = 'succeeded') {
  const here = settled();
  let looked = 0;
  const describeTask = async () => task(looked++ < looks ? 'running' : end);
  return { ...here, options: { api: { describeTask }, clock: here.clock, taskId: 't', region: 'r' } };
}

for (const end of ['succeeded', 'failed'] as const)
  test(`a task is watched until it has ${end}, less and less often`, async (t) => {
    const { options, pausesMs } = following(8, end);
    const heard: string[] = [];
    t.deepEqual(await followTask({ ...options, onProgress: ({ state }) => heard.push(state) }), task(end));
    t.deepEqual(pausesMs, [500, 750, 1_125, 1_687.5, 2_531.25, 3_796.875, 5_000, 5_000]);
    t.deepEqual(heard, [...Array(8).fill('running'), end]);
  });

for (const [timeoutMs, pauses] of [
  [499, 0],
  [500, 1],
  [1_249, 1],
  [1_250, 2],
] as const)
  test(`within ${timeoutMs} ms a task is waited for ${pauses} times`, async (t) => {
    const { options, pausesMs } = following(1_000);
    await t.throwsAsync(followTask({ ...options, timeoutMs }), { code: 'TimedOut' });
    t.is(pausesMs.length, pauses);
  });

test('a task is watched for ten minutes', async (t) => {
  const { options, pausesMs } = following(1_000);
  await t.throwsAsync(followTask(options), { code: 'TimedOut' });
  const waitedMs = pausesMs.reduce((sum, each) => sum + each, 0);
  t.true(waitedMs > 595_000 && waitedMs <= 600_000, String(waitedMs));
});

test('whoever goes hears no more of a task', async (t) => {
  const { options } = following(0);
  const signal = AbortSignal.abort();
  await t.throwsAsync(followTask({ ...options, signal }), { code: 'Cancelled' });
  const waiting = new AbortController();
  const clock = skippingClock();
  const watching = { ...following(9).options, clock, signal: waiting.signal };
  await t.throwsAsync(followTask({ ...watching, onProgress: () => waiting.abort() }), { code: 'Cancelled' });
});
