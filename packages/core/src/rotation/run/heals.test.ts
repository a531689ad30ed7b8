import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outcomeOf, type RotationWorld, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';

const twoClusters = {
  clusters: [
    { name: 'a', holders: { ops: { daysLeft: 700 } } },
    { name: 'b', holders: { ops: { daysLeft: 900 } } },
  ],
};

/** A world whose copies are stored and proven, and the alarms sent from then on. */
async function settled(scenario: Parameters<typeof rotationWorld>[0] = twoClusters, more = '') {
  const world = await rotationWorld(scenario, '{}');
  const { webhook } = world.emulator.services;
  const { rotation, ports } = await world.configure(
    `sinks: [{kind: file, directory: "{directory}"}]\nnotify: [{kind: webhook, url: "${webhook.url()}"}]\n${more}`,
  );
  const first = await rotation.run('apply', { runId: 'first' });
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  return {
    world,
    rotation,
    first,
    held: (name: string) => storedIn(sink, world.keyOf(name)),
    alarms: () =>
      webhook.deliveries.flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function grantOf({ emulator }: RotationWorld, name: string) {
  const cluster = emulator.world.clusters.named(name);
  const grant = cluster?.grants.get(emulator.identities['ops']?.uid ?? '');
  if (grant === undefined) throw new Error(`no grant in ${name}`);
  return grant;
}

test('a changed authority is noticed by the next run, repaired, and reported', async (t) => {
  await using story = await settled();
  const { world, rotation, held, alarms } = story;
  const before = await held('a');
  await world.advanceDays(30);
  await world.changeAuthority('a', 'issuedAnew');
  await world.advanceDays(1);
  const report = await rotation.run('apply', { runId: 'r2' });
  t.is(outcomeOf(report, 'a').decision.reason, 'CertificateAuthorityChanged');
  t.like(outcomeOf(report, 'a').condition, { state: 'ready', brokenSince: null });
  t.not((await held('a')).authority, before.authority);
  t.deepEqual(
    alarms().map(({ kind, cluster }) => [kind, cluster]),
    [['mended', 'a']],
  );
  await rotation.run('apply', { runId: 'r3' });
  t.is(alarms().length, 1);
});

test('a manual revoke is noticed by the next run, repaired, and reported as such', async (t) => {
  await using story = await settled();
  const { world, rotation, held, alarms } = story;
  const before = await held('a');
  await world.advanceDays(30);
  const { ack } = await world.ports.identitySource.open('self');
  await ack.revokeKubeconfig({ id: world.keyOf('a').clusterId, region: 'ap-northeast-1' });
  const report = await rotation.run('apply', { runId: 'r2' });
  t.like(outcomeOf(report, 'a'), { error: null, trial: { result: 'refused', cause: 'revoked' } });
  const now = await held('a');
  t.not(now.certificate.subject.commonName, before.certificate.subject.commonName);
  const [alarm] = alarms();
  t.is(alarm?.kind, 'mended');
  t.regex(alarm?.detail ?? '', /stopped working \(revoked\)/);
});

test('a sink that keeps the revoked one: its consumers count as broken, daily, until it takes the new one', async (t) => {
  await using world = await rotationWorld(twoClusters, '{}');
  const { webhook } = world.emulator.services;
  const { rotation } = await world.configure(
    `sinks: [{kind: file, directory: "{directory}"}, {kind: kms}]\nnotify: [{kind: webhook, url: "${webhook.url()}"}]`,
  );
  await rotation.run('apply', { runId: 'first' });
  const { ack } = await world.ports.identitySource.open('self');
  await ack.revokeKubeconfig({ id: world.keyOf('a').clusterId, region: 'ap-northeast-1' });
  const denied = world.emulator.faults.add({
    operation: 'PutSecretValue',
    path: '/',
    effect: { kind: 'error', status: 403, code: 'Forbidden.NoPermission' },
  });
  const told: string[] = [];
  for (let day = 1; day <= 4; day += 1) {
    await world.advanceDays(1);
    if (day === 4) denied();
    const before = webhook.deliveries.length;
    await rotation.run('apply', { runId: `r${day}` });
    const alarms = webhook.deliveries
      .slice(before)
      .flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms);
    told.push(...alarms.map(({ kind, step }) => `${day} ${kind} ${step}`));
  }
  t.deepEqual(told, ['1 failing 0', '2 failing 0', '3 failing 0', '4 mended null']);
});

test('a revoke whose new certificate ends earlier than the dead one is repaired too', async (t) => {
  await using story = await settled();
  const { world, rotation, held } = story;
  const { ack } = await world.ports.identitySource.open('self');
  await ack.revokeKubeconfig({ id: world.keyOf('b').clusterId, region: 'ap-northeast-1' });
  grantOf(world, 'b').lifeHours = 300 * 24;
  const report = await rotation.run('apply', { runId: 'r2' });
  t.like(outcomeOf(report, 'b'), {
    decision: { reason: 'InDoubt' },
    error: null,
    condition: { state: 'ready' },
  });
  t.true((await held('b')).certificate.notAfter.getTime() < world.clock.now().getTime() + 301 * 86_400_000);
});

test('a record that ends earlier than a working copy is no problem', async (t) => {
  await using story = await settled();
  const { world, rotation, held, alarms } = story;
  const before = await held('b');
  const grant = grantOf(world, 'b');
  Object.assign(grant, { lifeHours: grant.lifeHours - 200 * 24, credential: null });
  const report = await rotation.run('apply', { runId: 'r2' });
  t.like(outcomeOf(report, 'b'), {
    decision: { reason: 'InDoubt' },
    error: null,
    condition: { state: 'ready' },
  });
  t.is((await held('b')).version, before.version);
  t.deepEqual(alarms(), []);
});

test("another cluster's copy pasted into a slot is replaced, though it ends later", async (t) => {
  await using story = await settled();
  const { world, rotation, held, alarms } = story;
  const [ours, others] = [await held('a'), await held('b')];
  const text = await world.ports.sinks[0]?.read(world.keyOf('b'));
  const sink = (await world.configure('sinks: [{kind: file, directory: "{directory}"}]')).ports.sinks[0];
  await writeFile(
    join(world.directory, world.keyOf('a').clusterId, 'self.yaml'),
    text ?? (await sink?.read(world.keyOf('b'))) ?? '',
  );
  t.is((await held('a')).version, others.version);
  const report = await rotation.run('apply', { runId: 'r2' });
  t.like(outcomeOf(report, 'a'), { decision: { reason: 'IdentityMismatch' }, error: null });
  t.is((await held('a')).version, ours.version);
  t.deepEqual(
    alarms().map(({ kind }) => kind),
    ['mended'],
  );
});

test('a refused copy with nothing better in the cloud is reported daily with a remedy, until it is accepted', async (t) => {
  await using story = await settled(twoClusters, 'probeDays: 1');
  const { world, rotation, alarms } = story;
  await world.changeAuthority('a', 'stay');
  const told: string[] = [];
  for (let day = 1; day <= 3; day += 1) {
    await world.advanceDays(1);
    const before = alarms().length;
    await rotation.run('apply', { runId: `r${day}` });
    told.push(
      ...alarms()
        .slice(before)
        .map(({ kind, step }) => `${day} ${kind} ${step}`),
    );
  }
  t.deepEqual(told, ['1 failing 0', '2 failing 0', '3 failing 0']);
  grantOf(world, 'a').credential = null;
  const report = await rotation.run('apply', { runId: 'r9' });
  t.is(outcomeOf(report, 'a').condition?.state, 'ready');
  t.is(alarms().at(-1)?.kind, 'mended');
});

test('refused one night and unreachable the next: still reported daily', async (t) => {
  await using story = await settled(twoClusters, 'probeDays: 1');
  const { world, rotation, alarms } = story;
  await world.changeAuthority('a', 'stay');
  const told: string[] = [];
  for (let day = 1; day <= 4; day += 1) {
    await world.advanceDays(1);
    const cluster = world.emulator.world.clusters.named('a');
    if (day === 2 && cluster !== undefined) world.emulator.world.apiServers.pause(cluster);
    const before = alarms().length;
    await rotation.run('apply', { runId: `r${day}` });
    told.push(
      ...alarms()
        .slice(before)
        .map(({ kind, step }) => `${day} ${kind} ${step}`),
    );
  }
  t.deepEqual(told, ['1 failing 0', '2 failing 0', '3 failing 0', '4 failing 0']);
});

for (const verify of ['require', 'prefer']) {
  test(`an identity with access to one namespace only is promoted, with verify: ${verify}`, async (t) => {
    await using story = await settled(
      { clusters: [{ name: 'a', holders: { ops: { daysLeft: 90, roles: ['edit@team-a'] } } }] },
      `verify: ${verify}\nprobeDays: 1`,
    );
    const { first, rotation, world } = story;
    t.like(outcomeOf(first, 'a'), { error: null, condition: { state: 'ready' } });
    await world.advanceDays(1);
    const report = await rotation.run('apply', { runId: 'r2' });
    t.like(outcomeOf(report, 'a'), { error: null, condition: { state: 'ready' } });
  });
}

test('removing and restoring permissions causes no alternation', async (t) => {
  await using story = await settled(twoClusters, 'probeDays: 7');
  const { world, rotation, alarms } = story;
  grantOf(world, 'a').roles = [];
  for (let day = 1; day <= 15; day += 1) {
    await world.advanceDays(1);
    await rotation.run('apply', { runId: `r${day}` });
  }
  t.deepEqual(alarms(), []);
});
