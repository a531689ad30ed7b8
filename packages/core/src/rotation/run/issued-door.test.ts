import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeconfigFlaw } from '@ackring/emulator/faults/faults';
import { outcomeOf, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';

const scenario = {
  identities: [{ name: 'mei' }],
  clusters: [
    { name: 'a', holders: { ops: { daysLeft: 185 } } },
    { name: 'b', holders: { ops: { daysLeft: 900 } } },
  ],
};

/** A long-term one may live longer than three years, if the account root set it so. */
const flaws: readonly [KubeconfigFlaw, objection: RegExp][] = [
  ['otherCluster', /it is for another cluster, c/],
  ['otherIdentity', /certificate belongs to .*, but/],
  ['otherKey', /private key does not belong/],
  ['otherServer', /none of the cluster's endpoints/],
  ['http', /not a plain https address/],
  ['plugin', /names a program to run/],
  ['authProvider', /names a plug-in/],
  ['token', /holds a token/],
  ['files', /points to a file of this machine/],
  ['skipsVerification', /switches off the check of the server/],
  ['proxy', /through a proxy/],
  ['twoContexts', /holds 2 contexts/],
  ['shorter', /but a long-term one was asked for/],
  ['ended', /its certificate ended at/],
];

async function dueWorld() {
  const world = await rotationWorld(scenario, '{}');
  const { webhook } = world.emulator.services;
  const { rotation, ports } = await world.configure(
    `sinks: [{kind: file, directory: "{directory}"}]
select: {names: [a]}
notify: [{kind: webhook, url: "${webhook.url()}"}]`,
  );
  await rotation.run('apply', { runId: 'first' });
  await world.advanceDays(10);
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  const marker = join(world.directory, 'ran');
  return {
    world,
    rotation,
    marker,
    held: () => storedIn(sink, world.keyOf('a')),
    told: () =>
      webhook.deliveries.flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms),
    misissue: (flaw: KubeconfigFlaw) =>
      world.emulator.faults.add({
        operation: 'DescribeClusterUserKubeconfig',
        effect: { kind: 'misissue', flaw, command: process.execPath, marker },
      }),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

test('what the door rejects is stored nowhere, and is the reason of the condition and of its alarm', async (t) => {
  t.timeout(1_200_000);
  await using story = await dueWorld();
  const { rotation, held, told, misissue, marker } = story;
  const before = await held();
  for (const [flaw, objection] of flaws) {
    const undo = misissue(flaw);
    const outcome = outcomeOf(await rotation.run('apply', { runId: flaw }), 'a');
    undo();
    t.is(outcome.error?.code, 'IssuedRefused', flaw);
    t.regex(outcome.error?.message ?? '', objection, flaw);
    t.like(outcome.condition, { state: 'failing', reason: 'IssuedRefused', brokenSince: null }, flaw);
    t.deepEqual(
      outcome.steps.map(({ step, result }) => `${step} ${result}`),
      ['fetch failed'],
    );
    t.regex(outcome.condition?.message ?? '', objection, flaw);
    // At one level another objection is no news.
    t.deepEqual(
      told().map(({ kind, cluster, reason }) => [kind, cluster, reason]),
      [['failing', 'a', 'IssuedRefused']],
      flaw,
    );
    t.deepEqual(await held(), before, flaw);
  }
  await t.throwsAsync(access(marker), { code: 'ENOENT' }, 'a planted program was run');
  const mended = outcomeOf(await rotation.run('apply', { runId: 'good' }), 'a');
  t.like(mended.condition, { state: 'ready' });
  t.not((await held()).version, before.version);
  t.is(told().at(-1)?.kind, 'resolved');
});

test('missing endpoints are requested once more before an answer is trusted', async (t) => {
  await using story = await dueWorld();
  const { world, rotation, held, misissue } = story;
  const before = await held();
  const { clusterId } = world.keyOf('a');
  world.emulator.faults.add({
    operation: 'DescribeClusterDetail',
    path: clusterId,
    times: 1,
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const undo = misissue('otherServer');
  const outcome = outcomeOf(await rotation.run('apply', { runId: 'unseen' }), 'a');
  undo();
  t.regex(outcome.error?.message ?? '', /none of the cluster's endpoints/);
  t.is((await held()).version, before.version);
  t.is(world.emulator.faults.list().length, 0, 'its detail was refused first');
});

test('while endpoints cannot be read, an answer that dials elsewhere than before is stored nowhere', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { rotation, ports } = await world.configure(
    'sinks: [{kind: file, directory: "{directory}"}]\nselect: {names: [a]}\naccess: public\nverify: skip',
  );
  await rotation.run('apply', { runId: 'first' });
  await world.advanceDays(10);
  const [sink] = ports.sinks;
  if (sink === undefined) return t.fail();
  const before = await storedIn(sink, world.keyOf('a'));
  world.emulator.faults.add({
    operation: 'DescribeClusterDetail',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const undo = world.emulator.faults.add({
    operation: 'DescribeClusterUserKubeconfig',
    effect: { kind: 'misissue', flaw: 'otherServer', command: process.execPath, marker: '' },
  });
  const outcome = outcomeOf(await rotation.run('apply', { runId: 'unseen' }), 'a');
  undo();
  t.is(outcome.error?.code, 'IssuedRefused');
  t.is((await storedIn(sink, world.keyOf('a'))).version, before.version);
  await rotation.run('apply', { runId: 'good' });
  t.not((await storedIn(sink, world.keyOf('a'))).version, before.version);
});

test('the revoked one, returned again, is no renewal', async (t) => {
  await using story = await dueWorld();
  const { world, rotation, held, misissue } = story;
  const before = await held();
  const { ack } = await world.ports.identitySource.open('self');
  await ack.revokeKubeconfig({ id: world.keyOf('a').clusterId, region: 'ap-northeast-1' });
  const undo = misissue('revoked');
  const refused = outcomeOf(await rotation.run('apply', { runId: 'dead' }), 'a');
  t.like(refused.condition, { state: 'pending', reason: 'NotIssuedYet' });
  t.is((await held()).version, before.version);
  undo();
  t.like(outcomeOf(await rotation.run('apply', { runId: 'good' }), 'a').condition, { state: 'ready' });
  t.not((await held()).certificate.subject.commonName, before.certificate.subject.commonName);
});

test('the hub of a Secret is reached with a verified kubeconfig only', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { clusterId } = world.keyOf('b');
  const { rotation } = await world.configure(
    `sinks: [{kind: kubernetesSecret, cluster: ${clusterId}, region: ap-northeast-1, namespace: default}]
select: {names: [a]}`,
  );
  const fault = {
    path: `/k8s/${clusterId}/user_config`,
    effect: { kind: 'misissue', flaw: 'otherServer' },
  } as const;
  const undo = world.emulator.faults.add(fault);
  const outcome = outcomeOf(await rotation.run('apply', { runId: 'foreign' }), 'a');
  t.regex(JSON.stringify(outcome.condition), /none of the cluster's endpoints/);
  undo();
});
