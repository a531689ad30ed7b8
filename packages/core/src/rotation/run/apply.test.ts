import { behindTls, outcomeOf, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Clock } from '../../machine/clock.js';
import { createRotation } from './rotation.js';

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

function clusters(count: number, daysLeft: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `c${String(index).padStart(2, '0')}`,
    holders: { ops: { daysLeft } },
  }));
}

/** Never wakes its sleepers. */
const standingStill: Pick<Clock, 'sleep'> = {
  sleep: (_ms, signal) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
};

test('nothing is started without enough time, and the next run continues', async (t) => {
  await using world = await rotationWorld({ clusters: clusters(6, 100) }, `${intoFile}\nconcurrency: 1`);
  const begin = world.clock.now();
  let spentMs = 0;
  // It stands still, however busy the machine, except for the minute that every fetched kubeconfig takes.
  const clock: Clock = { ...standingStill, now: () => new Date(begin.getTime() + spentMs) };
  const { configuration, ports } = world;
  const rotation = createRotation({ ...ports, configuration, clock });
  const deadline = new Date(begin.getTime() + 200_000);
  const report = await rotation.run('apply', {
    runId: 'r1',
    deadline,
    onEvent: (event) => {
      if (event.kind === 'outcome' && event.outcome.deferred === null) spentMs += 60_000;
    },
  });
  t.like(report.counts, { total: 6, renewed: 3, deferred: 3, failed: 0 });
  t.is(report.outcomes.filter(({ deferred }) => deferred === 'deadline').length, 3);
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 3);
  t.like((await world.rotation.run('apply', { runId: 'r2' })).counts, { renewed: 3, kept: 3 });
});

test('a run to which listing leaves no time for any work says so, and one that did some does not', async (t) => {
  for (const [last, failures] of [
    ['planned', ['time TimedOut']],
    ['outcome', []],
  ] as const) {
    await using world = await rotationWorld({ clusters: clusters(6, 100) }, `${intoFile}\nconcurrency: 1`);
    const begin = world.clock.now();
    let spentMs = 0;
    const clock: Clock = { ...standingStill, now: () => new Date(begin.getTime() + spentMs) };
    const { configuration, ports } = world;
    const report = await createRotation({ ...ports, configuration, clock }).run('apply', {
      runId: 'r1',
      deadline: new Date(begin.getTime() + 200_000),
      onEvent: ({ kind }) => {
        if (kind === last) spentMs = 160_000;
      },
    });
    t.true(report.counts.deferred > 0);
    t.deepEqual(
      report.failures.map(({ what, error }) => `${what} ${error.code}`),
      failures,
      last,
    );
  }
});

test('with time for one per night, it is always the most urgent', async (t) => {
  const daysLeft = [95, 51, 88, 60, 72, 160, 66, 140, 110, 79, 125, 57, 103];
  await using world = await rotationWorld(
    { clusters: daysLeft.map((each) => ({ name: `d${each}`, holders: { ops: { daysLeft: each } } })) },
    `${intoFile}\nconcurrency: 1\nholders: false`,
  );
  const order: string[] = [];
  for (const night of daysLeft.keys()) {
    const begin = world.clock.now();
    let spentMs = 0;
    const clock: Clock = { ...standingStill, now: () => new Date(begin.getTime() + spentMs) };
    const { configuration, ports } = world;
    await createRotation({ ...ports, configuration, clock }).run('apply', {
      runId: `r${night}`,
      deadline: new Date(begin.getTime() + 200_000),
      onEvent: (event) => {
        if (event.kind === 'step' && event.record.step === 'fetch') spentMs += 190_000;
        if (event.kind === 'outcome' && event.outcome.deferred === null)
          order.push(event.outcome.cluster.name);
      },
    });
    await world.advanceDays(1);
  }
  t.deepEqual(
    order,
    daysLeft.toSorted((left, right) => left - right).map((each) => `d${each}`),
  );
});

test('when the canaries fail, the fleet is left alone', async (t) => {
  await using world = await rotationWorld(
    { clusters: clusters(12, 100) },
    `${intoFile}\ncanary: {count: 3, haltAbovePercent: 50}\nconcurrency: 2`,
  );
  const { configuration, ports, clock } = world;
  const rotation = createRotation({ ...ports, apiServer: behindTls(ports.apiServer), configuration, clock });
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { failed: 3, deferred: 9 });
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 3);
  t.true(report.outcomes.filter(({ deferred }) => deferred === 'halted').length === 9);
});

test('a few unreachable clusters do not hold up the fleet', async (t) => {
  await using world = await rotationWorld(
    { clusters: clusters(8, 100) },
    `${intoFile}\ncanary: {count: 3, haltAbovePercent: 10}`,
  );
  const [first, second] = world.emulator.world.clusters.all();
  for (const cluster of [first, second]) {
    const path = `/k8s/${cluster?.id}/user_config`;
    world.emulator.faults.add({ path, effect: { kind: 'error', status: 403, code: 'StatusForbidden' } });
  }
  t.like((await world.rotation.run('apply', { runId: 'r1' })).counts, { renewed: 6, failed: 2 });
});

test('a private cluster that cannot be reached keeps its old key, or is forgiven on request', async (t) => {
  const scenario = {
    clusters: [
      { name: 'inner', public: false, privateReachable: false, holders: { ops: { daysLeft: 100 } } },
    ],
  };
  await using world = await rotationWorld(scenario, `${intoFile}\nverify: prefer`);
  world.emulator.requests.clear();
  const [cluster] = world.emulator.world.clusters.all();
  t.truthy(cluster);
  const apiServer = { whoAmI: async () => ({ kind: 'network', code: 'CONNECT_TIMEOUT' }) as const };
  const { configuration, ports, clock } = world;
  const strict = createRotation({
    ...ports,
    apiServer,
    configuration: { ...configuration, verify: 'require' },
    clock,
  });
  const refused = await strict.run('apply', { runId: 'r1' });
  t.is(outcomeOf(refused, 'inner').error?.code, 'Unreachable');
  t.is(await ports.sinks[0]?.read(world.keyOf('inner')), null);
  const forgiving = createRotation({ ...ports, apiServer, configuration, clock });
  t.like((await forgiving.run('apply', { runId: 'r2' })).counts, { delivered: 1, failed: 0 });
});

test('our clock ahead of the cloud: an unchanged certificate at the opening of the window is no failure', async (t) => {
  await using world = await rotationWorld(
    { clusters: [{ name: 'a', holders: { ops: { daysLeft: 181 } } }] },
    intoFile,
  );
  await world.rotation.run('apply', { runId: 'r1' });
  const ahead = (hours: number): Date => new Date(world.clock.now().getTime() + hours * 3_600_000);
  const early = await world.rotation.run('apply', { runId: 'r2', now: ahead(37) });
  t.like(early.counts, { unchanged: 1, failed: 0 });
  const late = await world.rotation.run('apply', { runId: 'r3', now: ahead(61) });
  t.is(outcomeOf(late, 'a').error?.code, 'NotRenewed');
});

test('our clock behind the cloud: the renewal comes a little later, and nothing is refused', async (t) => {
  await using world = await rotationWorld(
    { clusters: [{ name: 'a', holders: { ops: { daysLeft: 100 } } }] },
    intoFile,
  );
  const behind = new Date(world.clock.now().getTime() - 9 * 60_000);
  t.like((await world.rotation.run('apply', { runId: 'r1', now: behind })).counts, { renewed: 1, failed: 0 });
});

test("only the account root fetches other users' kubeconfigs", async (t) => {
  const scenario = {
    caller: 'root',
    identities: [{ name: 'tom' }],
    clusters: [{ name: 'a', holders: { root: { daysLeft: 900 }, tom: { daysLeft: 50 } } }],
  };
  await using world = await rotationWorld(scenario, intoFile);
  const uid = world.emulator.identities['tom']?.uid ?? '';
  const settings = `${intoFile}\nidentities: [{uid: "${uid}"}]`;
  const { rotation } = await world.configure(settings);
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(outcomeOf(report, 'a', uid), { decision: { kind: 'renew' }, error: null });

  await using other = await rotationWorld({ ...scenario, caller: 'ops' }, intoFile);
  const refused = await (await other.configure(settings)).rotation.run('apply', { runId: 'r1' });
  const [outcome] = refused.outcomes.filter(({ identity }) => identity === uid);
  t.is(outcome?.error?.code, 'Forbidden');
  t.regex(outcome?.error?.message ?? '', /only the account root may fetch/);
  t.regex(outcome?.error?.remedy ?? '', /roleArn/);
});

for (const [what, answer] of Object.entries({
  'refuses the new key': { kind: 'tls', code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' },
  'shows another certificate': { kind: 'tls', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
  'sees no key at all': null,
} as const)) {
  test(`an API server that ${what} is not forgiven by verify: prefer`, async (t) => {
    await using world = await rotationWorld(
      { clusters: clusters(1, 190) },
      `${intoFile}\nverify: prefer\nprobeDays: 0`,
    );
    await world.rotation.run('apply', { runId: 'r1' });
    const [sink] = world.ports.sinks;
    const before = await sink?.read(world.keyOf('c00'));
    await world.advanceDays(20);
    const { configuration, ports, clock } = world;
    const apiServer =
      answer === null
        ? behindTls(ports.apiServer)
        : { whoAmI: async () => ({ ...answer, presentedSans: [], serverTime: null }) };
    const report = await createRotation({ ...ports, apiServer, configuration, clock }).run('apply', {
      runId: 'r2',
    });
    t.is(outcomeOf(report, 'c00').error?.code, 'VerificationFailed');
    t.truthy(before);
    t.is(await sink?.read(world.keyOf('c00')), before);
  });
}
