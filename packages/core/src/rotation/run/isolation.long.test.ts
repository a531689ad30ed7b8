import { outcomeOf, type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import type { Beat, Notice, Notifier } from '../alarm/notifier.js';
import { createRotation, type Rotation } from './rotation.js';

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';
const refused = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;

const numbered = (count: number, prefix: string, daysLeft: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `${prefix}${String(index).padStart(2, '0')}`,
    holders: { ops: { daysLeft: daysLeft(index) } },
  }));

/** Every fetch of this cluster's kubeconfig is refused. */
function refuseFetch({ emulator, keyOf }: RotationWorld, name: string): () => void {
  return emulator.faults.add({ path: `/k8s/${keyOf(name).clusterId}/user_config`, effect: refused });
}

/** The names of the clusters whose kubeconfigs were requested, in order, each once. */
function fetched({ emulator }: RotationWorld): readonly string[] {
  const names = emulator.requests.of('DescribeClusterUserKubeconfig').flatMap(({ path }) => {
    const id = /\/k8s\/([^/]+)\//.exec(path)?.[1];
    return emulator.world.clusters.all().find((each) => each.id === id)?.name ?? [];
  });
  return [...new Set(names)];
}

test('with every kind of failure around them, the healthy ones are all renewed, the most urgent first', async (t) => {
  const healthy = numbered(
    12,
    'ok',
    (index) => [3, 170, 25, 90, -4, 14, 120, 60, 175, 40, 100, 8][index] ?? 0,
  );
  await using world = await rotationWorld(
    {
      clusters: [
        ...healthy,
        ...numbered(4, 'bad', (index) => 2 + index),
        ...numbered(2, 'dark', () => 1),
        { name: 'gone', state: 'deleting', holders: { ops: { daysLeft: 5 } } },
        { name: 'shut', region: 'us-west-1', holders: { ops: { daysLeft: 5 } } },
      ],
    },
    `${intoFile}\nregions: [ap-northeast-1, us-west-1]`,
  );
  const { webhook } = world.emulator.services;
  const { rotation } = await world.configure(
    `sinks: [{kind: file, directory: "{directory}"}, {kind: kms}]
regions: [ap-northeast-1, us-west-1]
concurrency: 1
notify: [{kind: webhook, url: "${webhook.url('/bad')}"}, {kind: webhook, url: "${webhook.url('/good')}"}]`,
  );
  for (const { name } of numbered(4, 'bad', () => 0)) refuseFetch(world, name);
  for (const { name } of numbered(2, 'dark', () => 0)) {
    const cluster = world.emulator.world.clusters.named(name);
    if (cluster) world.emulator.world.apiServers.pause(cluster);
  }
  world.emulator.faults.add({ path: '/regions/us-west-1/clusters', effect: refused });
  world.emulator.faults.add({
    operation: 'CreateSecret',
    effect: { ...refused, code: 'Forbidden.NoPermission' },
  });
  world.emulator.faults.add({ service: 'webhook', path: '/bad', effect: { kind: 'error', status: 500 } });
  world.emulator.requests.clear();
  const first = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(
    first.outcomes.filter(({ deferred }) => deferred !== null),
    [],
  );
  // Those with a month or less left in order; then the day's canaries; then the others in order.
  const order = fetched(world).filter((name) => name.startsWith('ok'));
  t.deepEqual(order.slice(0, 5), ['ok04', 'ok00', 'ok11', 'ok05', 'ok02']);
  const rest = order
    .slice(8)
    .map((name) => healthy.find((each) => each.name === name)?.holders.ops.daysLeft ?? 0);
  t.deepEqual(
    rest,
    rest.toSorted((left, right) => left - right),
  );
  const [file] = world.ports.sinks;
  for (const { name } of healthy) {
    const text = await file?.read(world.keyOf(name));
    t.truthy(text, name);
    t.like(outcomeOf(first, name).condition, { state: 'failing' }, 'its KMS refuses');
  }
  t.is(outcomeOf(first, 'gone').condition?.reason, 'ClusterNotServing');
  t.deepEqual(
    first.failures.map(({ what }) => what),
    ['region us-west-1', 'notifier webhook'],
  );
  const heard = webhook.deliveries.filter(({ path }) => path === '/good').flatMap(alarmsIn);
  t.true(heard.some(({ key }) => key === 'failure notifier webhook'));
  t.true(heard.some(({ key }) => key === 'failure region us-west-1'));
});

function alarmsIn({ json }: { readonly json: unknown }): readonly Alarm[] {
  return (json as { readonly alarms: readonly Alarm[] }).alarms;
}

/** Every API server refuses what was fetched: harm that halts a fleet. */
async function breakAll(world: RotationWorld, names: readonly string[]): Promise<void> {
  for (const name of names) await world.changeAuthority(name, 'notServedYet');
}

test('what failed for the same reason last time halts nobody, and is no canary', async (t) => {
  const bad = numbered(4, 'bad', () => 185);
  const good = numbered(8, 'ok', () => 185);
  await using world = await rotationWorld({ clusters: [...bad, ...good] }, intoFile);
  await world.rotation.run('apply', { runId: 'r0' });
  await world.advanceDays(10);
  await breakAll(
    world,
    bad.map(({ name }) => name),
  );
  for (let night = 1; night <= 6; night += 1) {
    await world.advanceDays(1);
    await world.rotation.run('apply', { runId: `r${night}` });
  }
  const last = await world.rotation.run('apply', { runId: 'last' });
  t.deepEqual(
    good.map(({ name }) => outcomeOf(last, name).condition?.state),
    good.map(() => 'ready'),
  );
  t.deepEqual(
    bad.map(({ name }) => outcomeOf(last, name).condition?.state),
    bad.map(() => 'failing'),
  );
});

test('150 bad ones hold back the last good one for days, not for months', async (t) => {
  const bad = numbered(150, 'bad', () => 100);
  await using world = await rotationWorld(
    { clusters: [...bad, { name: 'good', holders: { ops: { daysLeft: 100 } } }] },
    `${intoFile}\nholders: false`,
  );
  const apiServer = { whoAmI: refusingAllBut(world, 'good') };
  const { configuration, ports, clock } = world;
  const rotation = createRotation({ ...ports, apiServer, configuration, clock });
  let nights = 0;
  for (; nights < 12; nights += 1) {
    const report = await rotation.run('apply', { runId: `r${nights}` });
    if (outcomeOf(report, 'good').condition?.state === 'ready') break;
    await world.advanceDays(1);
  }
  t.true(nights < 9, `${nights} nights`);
});

function refusingAllBut(world: RotationWorld, name: string): RotationWorld['ports']['apiServer']['whoAmI'] {
  return async (target, options) => {
    const server = await world.ports.apiServer.whoAmI(target, options);
    const cluster = world.emulator.world.clusters.named(name);
    const urls = cluster === undefined ? null : await world.emulator.world.apiServers.urls(cluster);
    if (target.server === urls?.public || target.server === urls?.private) return server;
    return { kind: 'tls', code: 'SELF_SIGNED_CERT_IN_CHAIN', presentedSans: [], serverTime: null };
  };
}

test('a timeout while reading copies leaves a report, and a condition for each', async (t) => {
  await using world = await rotationWorld({ clusters: numbered(6, 'c', () => 100) }, intoFile);
  await world.rotation.run('apply', { runId: 'r1' });
  await world.advanceDays(1_000);
  const { configuration, ports, clock } = world;
  const stop = new AbortController();
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  let reads = 0;
  const slow = {
    ...sink,
    read: async (...asked: Parameters<typeof sink.read>) => {
      reads += 1;
      if (reads > 2) stop.abort();
      return sink.read(...asked);
    },
  };
  const rotation = createRotation({
    ...ports,
    sinks: [slow],
    configuration: { ...configuration, concurrency: 1 },
    clock,
  });
  const report = await rotation.run('apply', { runId: 'r2', signal: stop.signal });
  t.is(report.counts.total, 6);
  t.true(report.outcomes.every(({ deferred }) => deferred === 'deadline'));
  t.true(report.outcomes.every(({ condition }) => condition?.state === 'pending'));
  t.true(report.failures.some(({ what }) => what === 'time'));
});

test('a timeout while trying copies leaves a report, and a condition for each', async (t) => {
  await using world = await rotationWorld(
    { clusters: numbered(6, 'c', () => 400) },
    `${intoFile}\nprobeDays: 1\nconcurrency: 1`,
  );
  await world.rotation.run('apply', { runId: 'r1' });
  const { configuration, ports, clock } = world;
  const stop = new AbortController();
  const asked: string[] = [];
  const cutShort: typeof ports.apiServer.whoAmI = async (target, options) => {
    asked.push(target.server);
    if (asked.length < 3) return ports.apiServer.whoAmI(target, options);
    stop.abort(new Error('time is up'));
    throw stop.signal.reason;
  };
  const rotation = createRotation({ ...ports, apiServer: { whoAmI: cutShort }, configuration, clock });
  const report = await rotation.run('apply', { runId: 'r2', signal: stop.signal });
  t.is(asked.length, 3);
  t.is(report.outcomes.filter(({ trial }) => trial?.result === 'accepted').length, 2);
  // Of those read by then, or whose turn it was, none is worse than not tried yet.
  for (const { error, condition } of report.outcomes) {
    t.is(error, null);
    t.true(condition?.state === 'ready' || condition?.reason === 'deadline');
  }
});

function notifier(name: string, send: Notifier['send'], beat?: Notifier['beat']): Notifier {
  return { name, send, ...(beat === undefined ? {} : { beat }) };
}

function withNotifiers(world: RotationWorld, notifiers: readonly Notifier[], beats: Beat[]): Rotation {
  const { configuration, ports, clock } = world;
  const heartbeat = { beat: async (beat: Beat) => void beats.push(beat) };
  return createRotation({ ...ports, notifiers, heartbeat, configuration, clock });
}

test('a hanging notifier costs neither report nor memory, and the others report it', async (t) => {
  await using world = await rotationWorld(
    {
      identities: [{ name: 'tom' }],
      clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 61 } } }],
    },
    intoFile,
  );
  const notices: Notice[] = [];
  const beats: Beat[] = [];
  const good = notifier('good', async (notice) => void notices.push(notice));
  const hangs = notifier('hangs', () => new Promise(() => undefined));
  const rotation = withNotifiers(world, [hangs, good], beats);
  const report = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(
    report.failures.map(({ what, error }) => [what, error.code]),
    [['notifier hangs', 'TimedOut']],
  );
  t.deepEqual(
    notices.map(({ alarms }) =>
      alarms.map(({ kind, key }) => `${kind} ${key.replace(/^c[0-9a-f]{32}/, 'a')}`),
    ),
    [[`heldByOther a/${world.emulator.identities['tom']?.uid}`], ['outage failure notifier hangs']],
  );
  t.is(beats.length, 1);
  t.like(beats[0], { runId: 'r1', conditions: { ready: 1, failing: 0 }, failures: 1 });
  // What was sent is remembered for the one that accepted it, and is still to be sent to the other.
  const late: Notice[] = [];
  const mended = notifier('hangs', async (notice) => void late.push(notice));
  await withNotifiers(world, [mended, good], beats).run('apply', { runId: 'r2' });
  t.deepEqual(
    late.map(({ alarms }) => alarms.map(({ kind }) => kind)),
    [['heldByOther']],
  );
  t.deepEqual(
    notices.slice(2).map(({ alarms }) => alarms.map(({ kind, key }) => `${kind} ${key}`)),
    [['resolved failure notifier hangs']],
  );
});

test('a failed run notifies, sends its heartbeat, and still fails', async (t) => {
  await using world = await rotationWorld({ clusters: numbered(1, 'c', () => 100) }, intoFile);
  const notices: Notice[] = [];
  const beats: Beat[] = [];
  const rotation = withNotifiers(
    world,
    [notifier('good', async (notice) => void notices.push(notice))],
    beats,
  );
  world.emulator.faults.add({ service: 'cs', effect: refused });
  await t.throwsAsync(rotation.run('apply', { runId: 'r1' }));
  t.is(notices[0]?.alarms[0]?.key, 'failure run');
  t.is(beats.length, 1);
  await t.throwsAsync(rotation.run('plan', { runId: 'r2' }));
  t.is(notices.length, 1);
});

test('a configuration that selects nothing says so, and ends no alarm', async (t) => {
  await using world = await rotationWorld({ clusters: numbered(1, 'c', () => 100) }, intoFile);
  refuseFetch(world, 'c00');
  const notices: Notice[] = [];
  const channel = notifier('good', async (notice) => void notices.push(notice));
  await withNotifiers(world, [channel], []).run('apply', { runId: 'r1' });
  const { configuration, ports, clock } = world;
  const misspelt = { ...configuration, select: { names: ['prdo-*'] } };
  await createRotation({ ...ports, notifiers: [channel], configuration: misspelt, clock }).run('apply', {
    runId: 'r2',
  });
  t.deepEqual(
    notices.map(({ alarms }) =>
      alarms.map(({ kind, key }) => `${kind} ${key.replace(/^c[0-9a-f]{32}/, 'c')}`),
    ),
    [['failing c/self'], ['outage failure selection']],
  );
});

test('an unreadable memory is not overwritten, and is told', async (t) => {
  await using world = await rotationWorld({ clusters: numbered(1, 'c', () => 100) }, intoFile);
  refuseFetch(world, 'c00');
  const notices: Notice[] = [];
  const channel = notifier('good', async (notice) => void notices.push(notice));
  const { configuration, ports, clock } = world;
  const [sink] = ports.sinks;
  const documents = sink?.documents ?? null;
  if (sink === undefined || documents === null) throw new Error('no sink');
  await withNotifiers(world, [channel], []).run('apply', { runId: 'r1' });
  const before = await documents.read('conditions');
  const shut = { ...documents, read: () => Promise.reject(new Error('shut')) };
  const sinks = [{ ...sink, documents: shut }];
  const blind = createRotation({ ...ports, sinks, notifiers: [channel], configuration, clock });
  const report = await blind.run('apply', { runId: 'r2' });
  t.true(report.failures.some(({ what }) => what === 'memory of alarms'));
  t.is(await documents.read('conditions'), before);
  t.is(notices.length, 2);
});

test('a missing bucket takes the memory with it: that is told every day, and the rest once a week', async (t) => {
  await using world = await rotationWorld({ clusters: numbered(1, 'c', () => 100) }, '{}');
  const { webhook } = world.emulator.services;
  const { rotation } = await world.configure(
    `sinks: [{kind: oss, bucket: nowhere}]\nnotify: [{kind: webhook, url: "${webhook.url()}"}]`,
  );
  const nights: string[] = [];
  for (let night = 1; night <= 7; night += 1) {
    await rotation.run('apply', { runId: `r${night}` });
    const told = webhook.deliveries.at(-1);
    t.is(webhook.deliveries.length, night);
    const alarms = told === undefined ? [] : alarmsIn(told);
    nights.push(alarms.map(({ kind, reason }) => `${kind} ${reason}`).join(', '));
    await world.advanceDays(1);
  }
  const whole = 'outage ResourceNotFound, failing ResourceNotFound';
  t.deepEqual([...new Set(nights)].toSorted(), ['outage ResourceNotFound', whole], 'the memory every night');
  t.is(nights.filter((night) => night === whole).length, 1);
});
