import { outcomeOf, type RotationWorld, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import type { CredentialKey, Sink } from '../sinks/sink.js';

// A Secret's name has the cluster's in it: consumers mount the name that was there first, whatever the cluster is called.

const scenario = {
  clusters: [
    { name: 'hub', holders: { ops: { daysLeft: 1_000 } } },
    { name: 'prod-a', holders: { ops: { daysLeft: 200 } } },
  ],
};

async function intoHub(world: RotationWorld, settings = '') {
  const { clusterId } = world.keyOf('hub');
  const { webhook } = world.emulator.services;
  const { rotation, ports } = await world.configure(
    [
      'select: {exclude: [hub]}',
      'holders: false',
      `sinks: [{kind: kubernetesSecret, cluster: ${clusterId}, region: ap-northeast-1, namespace: default${settings}}]`,
      `notify: [{kind: webhook, url: "${webhook.url()}"}]`,
    ].join('\n'),
  );
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  return {
    rotation,
    sink,
    places: async () => ((await sink.places?.list()) ?? []).map(({ name }) => name).toSorted(),
    alarms: () =>
      webhook.deliveries
        .flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms)
        .map(({ kind, reason, step }) => `${kind} ${reason} ${step}`),
  };
}

function rename({ emulator }: RotationWorld): void {
  const cluster = emulator.world.clusters.named('prod-a');
  if (cluster === undefined) throw new Error('no prod-a');
  cluster.name = 'prod-renamed';
}

const ended = async (sink: Sink, key: CredentialKey) => (await storedIn(sink, key)).certificate.notAfter;

for (const [format, dataKey] of [
  ['kubeconfig', 'kubeconfig'],
  ['argocd', 'kubeconfig'],
  ['flux', 'value'],
] as const)
  test(`a renamed cluster keeps its Secret, in the format ${format}: it is renewed where consumers read it`, async (t) => {
    await using world = await rotationWorld(scenario, '{}');
    const key = world.keyOf('prod-a');
    const { rotation, sink, places } = await intoHub(world, `, format: ${format}`);
    await rotation.run('apply', { runId: 'r1' });
    const place = `default/prod-a ${dataKey}`;
    t.deepEqual(await places(), [place]);
    const before = await ended(sink, key);
    rename(world);
    await world.advanceDays(30);
    const report = await rotation.run('apply', { runId: 'r2' });
    const outcome = outcomeOf(report, 'prod-renamed');
    t.like(outcome, { decision: { kind: 'renew' }, error: null });
    t.like(outcome.places?.[0], { place, named: `default/prod-renamed ${dataKey}` });
    t.deepEqual(await places(), [place]);
    t.true((await ended(sink, key)) > before);
  });

test('without a memory the Secret that is there is found by its owner, whatever it is called', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { rotation, places } = await intoHub(world);
  await rotation.run('apply', { runId: 'r1' });
  rename(world);
  const { rotation: other } = await intoHub(world, ', name: "{cluster}-of-{identity}"');
  // Another function's: it has a memory of its own.
  const report = await other.run('apply', { runId: 'r2' });
  t.like(outcomeOf(report, 'prod-renamed'), { decision: { kind: 'keep' }, error: null });
  t.deepEqual(await places(), ['default/prod-a kubeconfig']);
});

test('a second Secret of a credential is watched: nobody renews it, and somebody may mount it', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const key = world.keyOf('prod-a');
  const { rotation, sink, alarms } = await intoHub(world);
  await rotation.run('apply', { runId: 'r1' });
  const text = (await sink.read(key)) ?? '';
  const second = { ...key, place: 'default/second kubeconfig' };
  await sink.promote(second, { id: 'v', text });
  await world.advanceDays(10);
  await rotation.run('apply', { runId: 'r2' });
  t.deepEqual(alarms(), []);
  await world.advanceDays(15);
  const report = await rotation.run('apply', { runId: 'r3' });
  const left = report.outcomes.find((outcome) => outcome.left !== undefined);
  t.like(left, { decision: { kind: 'skip', reason: 'PlaceLeft' }, condition: { state: 'blocked' } });
  t.deepEqual(alarms(), ['blocked PlaceLeft 180']);
  const renewed = report.outcomes.find(
    ({ cluster, left }) => cluster.name === 'prod-a' && left === undefined,
  );
  t.like(renewed, { decision: { kind: 'renew' }, error: null });
});
