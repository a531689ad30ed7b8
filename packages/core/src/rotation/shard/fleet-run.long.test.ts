import { setImmediate as turn } from 'node:timers/promises';
import type { Scenario } from '@ackring/emulator/world/scenario';
import { outcomeOf, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { DeployedFunction } from '../../cloud/function-compute/api.js';
import type { Clock } from '../../machine/clock.js';
import { documentsOf } from '../report/kept-runs.js';
import { runFleet, runShard } from './fleet-run.js';
import { decodeResume, type Resume } from './resume.js';
import { decodeShard, type Shard } from './shard.js';

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]\nshardSize: 1';
const clusters = Array.from({ length: 9 }, (_, index) => ({
  name: `c${index}`,
  holders: { ops: { daysLeft: 100 } },
}));

/** A clock whose pauses pass at once when nothing runs; waits for a deadline never end. */
function hastyClock(base: Clock, isBusy: () => boolean): Clock {
  let passedMs = 0;
  return {
    now: () => new Date(base.now().getTime() + passedMs),
    sleep: async (ms, signal) => {
      do await turn();
      while (isBusy());
      if (ms <= 10_000) passedMs += ms;
      else await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  };
}

/** Function Compute, which carries out this many shards at once and the others when released. */
async function coordinator(capacity: number, scenario: Scenario = { clusters }, settings = intoFile) {
  const world = await rotationWorld(scenario, settings);
  let working = 0;
  const clock = hastyClock(world.clock, () => working > 0);
  const { configuration, ports } = world;
  const options = { ...ports, configuration, clock };
  const deadline = () => new Date(clock.now().getTime() + 600_000);
  const waiting: Shard[] = [];
  const handedOn: Resume[] = [];
  let room = capacity;
  let invocations = 0;
  const self: DeployedFunction = {
    name: { service: null, function: 'rotate' },
    status: () => Promise.reject(new Error('not asked')),
    rotationSetting: () => Promise.reject(new Error('not asked')),
    invoke: async (event, options) => {
      if (options?.async !== true) throw new Error('whoever calls itself must not wait for itself');
      const resume = decodeResume(JSON.parse(event));
      const shard = decodeShard(JSON.parse(event));
      if (resume !== null) handedOn.push(resume);
      if (shard !== null) invocations += 1;
      if (shard !== null && room-- > 0) await carryOut(shard);
      else if (shard !== null) waiting.push(shard);
      return { requestId: null, result: 'accepted', answer: null, logTail: null };
    },
  };
  const carryOut = async (shard: Shard) => {
    working += 1;
    await runShard(options, shard, { runId: 'shard', deadline: deadline(), self: null });
    working -= 1;
  };
  return {
    world,
    sinks: ports.sinks,
    waiting,
    handedOn,
    invocations: () => invocations,
    latest: async () => JSON.parse((await documentsOf(ports.sinks)?.read('latest')) ?? 'null'),
    runPart: (resume: Resume | null, runId = 'r1') =>
      runFleet(options, 'apply', {
        runId,
        now: resume?.now ?? null,
        deadline: deadline(),
        self,
        resume,
      }),
    letRun: async (more: number) => {
      for (const shard of waiting.splice(0)) await carryOut(shard);
      room = more;
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

test('a run too long for one invocation hands itself on, and the last part has the complete report', async (t) => {
  await using fc = await coordinator(3);
  const partial = await fc.runPart(null);
  t.like(partial.counts, { total: 4, renewed: 4 });
  t.regex(partial.failures[0]?.error.message ?? '', /^5 clusters did not fit .* part 2 goes on/);
  t.is(partial.failures.length, 1);
  t.is((await fc.latest()).counts.total, 4);
  const [next] = fc.handedOn;
  t.like(next, { runId: 'r1', part: 1 });
  t.is(next?.underWay.length, 5);

  await fc.letRun(0);
  const whole = await fc.runPart(next ?? null);
  t.like(whole.counts, { total: 9, renewed: 9, failed: 0, deferred: 0 });
  t.deepEqual(whole.failures, []);
  t.is(whole.now, partial.now);
  t.is(fc.handedOn.length, 1);
  t.is(fc.invocations(), 8);
  t.is(fc.world.emulator.requests.count('DescribeClusterUserKubeconfig'), 9);
  t.is((await fc.latest()).counts.total, 9);
});

test('a killed shard is waited for in one part, and dispatched again in the next', async (t) => {
  await using fc = await coordinator(3);
  await fc.runPart(null);
  fc.waiting.length = 0;
  const second = await fc.runPart(fc.handedOn[0] ?? null);
  t.like(second.counts, { total: 4 });
  t.is(fc.invocations(), 8);
  t.deepEqual(fc.handedOn[1]?.underWay, []);

  await fc.letRun(9);
  const third = await fc.runPart(fc.handedOn[1] ?? null);
  t.like(third.counts, { total: 9, renewed: 9 });
  t.is(fc.invocations(), 13);
});

test('after two hours the run ends, and reports what is left', async (t) => {
  await using fc = await coordinator(3);
  const [first] = [await fc.runPart(null)];
  const { canaries = [], cuts = [] } = fc.handedOn[0] ?? {};
  const part = { runId: 'r1', now: new Date(first.now), underWay: [], isHalted: false, canaries, cuts };
  await fc.runPart({ ...part, part: 11 });
  t.deepEqual(
    fc.handedOn.map((each) => each.part),
    [1, 12],
  );
  const last = await fc.runPart({ ...part, part: 12 });
  t.is(fc.handedOn.length, 2);
  // On a busy machine there may be no time left to keep the report, which is a failure of its own.
  const left = last.failures.filter(({ what }) => /^shard \d of 8$/.test(what));
  t.is(left.length, 5);
  t.true(left.every(({ error }) => error.code === 'TimedOut'));
});

test('a cluster removed between two parts costs a shard, not the run', async (t) => {
  await using fc = await coordinator(3);
  await fc.runPart(null);
  await fc.letRun(9);
  const [next] = fc.handedOn;
  const others = [...fc.world.emulator.world.clusters.all()].filter(({ id }) => !next?.canaries.includes(id));
  // The first of the list: all later ones move up by one.
  const [gone] = others.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  Object.assign(gone ?? {}, { accountId: '1000000000000001' });
  const whole = await fc.runPart(next ?? null);
  t.like(whole.counts, { total: 8, renewed: 8, failed: 0 });
  // What is done is found by its content, and not done again.
  t.is(fc.invocations(), 9);
  t.is(fc.world.emulator.requests.count('DescribeClusterUserKubeconfig'), 9);
});

test('four that are always refused, in the first shard, stop no other shard', async (t) => {
  const fleet = {
    clusters: Array.from({ length: 10 }, (_, index) => ({
      name: `c${index}`,
      holders: { ops: { daysLeft: 185 } },
    })),
  };
  await using fc = await coordinator(
    99,
    fleet,
    'sinks: [{kind: file, directory: "{directory}"}]\nshardSize: 4',
  );
  const { world } = fc;
  const byId = [...world.emulator.world.clusters.all()].toSorted((left, right) =>
    left.id < right.id ? -1 : 1,
  );
  const [refused, healthy] = [byId.slice(0, 4), byId.slice(4)];
  await fc.runPart(null, 'first');
  await world.advanceDays(10);
  // Their API servers reject everything issued: harm that holds others back.
  for (const { name } of refused) await world.changeAuthority(name, 'notServedYet');
  let last = await fc.runPart(null, 'night 0');
  for (let night = 1; night <= 4; night += 1) {
    await world.advanceDays(1);
    last = await fc.runPart(null, `night ${night}`);
  }
  const stateOf = ({ name }: { readonly name: string }) => outcomeOf(last, name).condition?.state;
  t.deepEqual(
    healthy.map(stateOf),
    healthy.map(() => 'ready'),
  );
  t.deepEqual(
    refused.map(stateOf),
    refused.map(() => 'failing'),
  );
});

test('a failed read costs no shard’s report', async (t) => {
  await using fc = await coordinator(99);
  const { world } = fc;
  const documents = documentsOf(fc.sinks);
  if (documents === null) return t.fail();
  const { read } = documents;
  let asked = 0;
  let failed = 0;
  documents.read = (name, signal) => {
    const isRefused = name.startsWith('shard-') && asked++ % 2 === 0;
    if (isRefused) failed += 1;
    return isRefused ? Promise.reject(new Error('reset')) : read(name, signal);
  };
  const report = await fc.runPart(null);
  t.like(report.counts, { total: 9, renewed: 9 });
  t.deepEqual(report.failures, []);
  t.true(failed > 4);
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 9);
});
