import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import {
  behindTls,
  outcomeOf,
  type RotationWorld,
  rotationWorld,
  storedIn,
} from '@ackring/testkit/rotation/world';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { createRotation } from './rotation.js';

const twoClusters = {
  clusters: [
    { name: 'inside', holders: { ops: { daysLeft: 100 } } },
    { name: 'outside', holders: { ops: { daysLeft: 900 } } },
  ],
};
const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

async function stored({ ports, keyOf }: RotationWorld, name: string, identity = 'self') {
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  return storedIn(sink, keyOf(name, identity));
}

test('the first run renews what is inside the window and stores what is outside it', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  const report = await world.rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 2, renewed: 1, delivered: 1, failed: 0 });
  t.deepEqual(outcomeOf(report, 'inside').decision, { kind: 'renew', reason: 'WithinRenewalWindow' });
  t.deepEqual(outcomeOf(report, 'outside').decision, { kind: 'deliver', reason: 'MissingFromSink' });
  t.is(outcomeOf(report, 'inside').daysLeft, 100);
  const { certificate } = await stored(world, 'inside');
  t.is(certificate.notAfter.toISOString(), outcomeOf(report, 'inside').after?.notAfter ?? '');
  t.true(certificate.notAfter.getTime() - world.clock.now().getTime() > 1_094 * 86_400_000);
  t.deepEqual(
    outcomeOf(report, 'inside').steps.map(({ step, result }) => `${step}: ${result}`),
    [
      'fetch: done',
      'prove newer: done',
      'stage: done',
      'prove works: done',
      'promote: done',
      'read back: done',
    ],
  );
});

test('the second run leaves everything alone and fetches nothing', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  await world.rotation.run('apply', { runId: 'r1' });
  world.emulator.requests.clear();
  const report = await world.rotation.run('apply', { runId: 'r2' });
  t.like(report.counts, { total: 2, kept: 2 });
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
});

test('a plan changes nothing', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  const report = await world.rotation.run('plan', { runId: 'r1' });
  t.like(report.counts, { renewed: 1, delivered: 1 });
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  t.deepEqual(await readdir(world.directory), []);
});

test('a file is private, and older versions stay beside it', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  await world.rotation.run('apply', { runId: 'r1' });
  await world.advanceDays(800);
  await world.rotation.run('apply', { runId: 'r2' });
  const { clusterId } = world.keyOf('outside');
  t.is((await stat(join(world.directory, clusterId, 'self.yaml'))).mode & 0o777, 0o600);
  t.is((await stat(join(world.directory, clusterId))).mode & 0o777, 0o700);
  t.is((await readdir(join(world.directory, clusterId, '.versions', 'self'))).length, 2);
  t.deepEqual(await readdir(join(world.directory, clusterId)), ['.versions', 'self.yaml']);
});

test('a corrupted stored file is repaired from the server, without a renewal', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  await world.rotation.run('apply', { runId: 'r1' });
  const before = await stored(world, 'outside');
  await writeFile(join(world.directory, world.keyOf('outside').clusterId, 'self.yaml'), 'kind: Config\n');
  const report = await world.rotation.run('apply', { runId: 'r2' });
  t.deepEqual(outcomeOf(report, 'outside').decision, { kind: 'deliver', reason: 'CertificateUnreadable' });
  t.is((await stored(world, 'outside')).certificate.serial, before.certificate.serial);
});

test('what others hold is reported with the days left, and never fetched', async (t) => {
  await using world = await rotationWorld(
    {
      identities: [{ name: 'tom' }, { name: 'gone', state: 'Deleted' }],
      clusters: [
        { name: 'a', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 20 }, gone: { daysLeft: 300 } } },
      ],
    },
    intoFile,
  );
  const { rotation, emulator } = world;
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 3, delivered: 1, notified: 2 });
  const tom = outcomeOf(report, 'a', emulator.identities['tom']?.uid);
  t.like(tom, { holder: 'tom', daysLeft: 20, decision: { kind: 'notify', reason: 'HeldByAnotherIdentity' } });
  t.is(outcomeOf(report, 'a', emulator.identities['gone']?.uid).decision.reason, 'OrphanedIdentity');
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 1);
});

test('one cluster that cannot be rotated does not stop the others', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  const { emulator, keyOf, rotation } = world;
  const path = `/k8s/${keyOf('inside').clusterId}/`;
  emulator.faults.add({ path, effect: { kind: 'error', status: 403, code: 'StatusForbidden' } });
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { delivered: 1, failed: 1 });
  t.is(outcomeOf(report, 'inside').error?.code, 'Forbidden');
});

test('a region that does not answer is reported, and the others are rotated', async (t) => {
  await using world = await rotationWorld(
    {
      clusters: [
        { name: 'near', region: 'cn-hangzhou', holders: { ops: { daysLeft: 100 } } },
        { name: 'far', region: 'us-west-1', holders: { ops: { daysLeft: 100 } } },
      ],
    },
    `${intoFile}\nregions: [cn-hangzhou, us-west-1]`,
  );
  world.emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    times: 1,
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const report = await world.rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 1, renewed: 1 });
  t.is(report.failures.length, 1);
  t.regex(report.failures[0]?.what ?? '', /^region /);
});

test('an incomplete list is reported: its clusters are rotated, and the others missed', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  world.emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    effect: { kind: 'totalCount', value: 3 },
  });
  const report = await world.rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 2, renewed: 1, delivered: 1 });
  const [failure] = report.failures;
  t.regex(failure?.what ?? '', /^region /);
  t.regex(failure?.error.message ?? '', /2 came, and the cloud counts 1 more/);
});

test('a new key that its API server rejects is not promoted', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  await world.rotation.run('apply', { runId: 'r1' });
  const before = await stored(world, 'outside');
  await world.advanceDays(800);
  const { configuration, ports, clock } = world;
  const deaf = createRotation({ ...ports, apiServer: behindTls(ports.apiServer), configuration, clock });
  const report = await deaf.run('apply', { runId: 'r2' });
  t.is(outcomeOf(report, 'outside').error?.code, 'VerificationFailed');
  t.is((await stored(world, 'outside')).certificate.serial, before.certificate.serial);
});

test('a new key of an identity without visible rights is promoted: its API server knows it', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  for (const cluster of world.emulator.world.clusters.all()) {
    for (const grant of cluster.grants.values()) grant.roles = [];
  }
  const report = await world.rotation.run('apply', { runId: 'r1' });
  t.is(outcomeOf(report, 'outside').error, null);
  t.truthy((await stored(world, 'outside')).certificate.serial);
});

test('an identity that is a role is assumed, and stored under its name', async (t) => {
  await using world = await rotationWorld(
    {
      identities: [{ name: 'ack-monitor', type: 'role', trusts: ['root'] }],
      clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 }, 'ack-monitor': { daysLeft: 90 } } }],
    },
    intoFile,
  );
  const { emulator } = world;
  const roleArn = emulator.identities['ack-monitor']?.arn ?? '';
  const { rotation, ports } = await world.configure(
    `${intoFile}\nidentities: [self, {roleArn: "${roleArn}"}]`,
  );
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 2, renewed: 1, delivered: 1, failed: 0 }, JSON.stringify(report, null, 1));
  const [sink] = ports.sinks;
  if (sink) {
    const role = await storedIn(sink, world.keyOf('a', 'ack-monitor'));
    t.is(role.certificate.uid, emulator.identities['ack-monitor']?.uid ?? '');
  }
});

test('a role that requires an external id is assumed with it, and reports why not without it', async (t) => {
  await using world = await rotationWorld(
    {
      identities: [{ name: 'ack-monitor', type: 'role', trusts: ['root'], externalId: 'ours-42' }],
      clusters: [{ name: 'a', holders: { 'ack-monitor': { daysLeft: 90 } } }],
    },
    intoFile,
  );
  const roleArn = world.emulator.identities['ack-monitor']?.arn ?? '';
  const planWith = async (more: string) => {
    const settings = `${intoFile}\nidentities: [self, {roleArn: "${roleArn}"${more}}]`;
    return (await world.configure(settings)).rotation.run('plan', { runId: 'r1' });
  };
  t.is((await planWith(', externalId: ours-42')).counts.renewed, 1);
  const refused = await planWith(', externalId: ours-43');
  t.deepEqual(
    refused.failures.map(({ what, error }) => [what, error.code]),
    [[`identity ${roleArn}`, 'Forbidden']],
  );
});

const threeAccounts = {
  account: 'home',
  clusters: [{ name: 'ours', holders: { ops: { daysLeft: 90 } } }],
  accounts: ['east', 'west', 'shut'].map((name) => ({
    name,
    identities: [
      { name: 'ack-monitor', type: 'role' as const, trusts: [name === 'shut' ? 'root' : 'root@home'] },
      { name: 'tom' },
    ],
    clusters: [
      {
        name: `${name}-a`,
        region: 'us-west-1',
        holders: { 'ack-monitor': { daysLeft: 90 }, tom: { daysLeft: 20 } },
      },
    ],
  })),
};

test('roles of other accounts rotate their own clusters; one that does not trust us is reported', async (t) => {
  await using world = await rotationWorld(threeAccounts, intoFile);
  const { identities } = world.emulator;
  const arnOf = (account: string) => identities[`${account}/ack-monitor`]?.arn ?? '';
  const arns = ['east', 'west', 'shut'].map((account) => `{roleArn: "${arnOf(account)}"}`);
  const { rotation, ports } = await world.configure(
    `${intoFile}\nregions: [ap-northeast-1, us-west-1]\nidentities: [self, ${arns.join(', ')}]`,
  );
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 5, renewed: 3, notified: 2, failed: 0 }, JSON.stringify(report, null, 1));
  t.deepEqual(
    report.failures.map(({ what, error }) => [what, error.code]),
    [[`identity ${arnOf('shut')}`, 'Forbidden']],
  );
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  for (const account of ['east', 'west']) {
    const { certificate } = await storedIn(sink, world.keyOf(`${account}-a`, 'ack-monitor'));
    t.is(certificate.uid, identities[`${account}/ack-monitor`]?.uid ?? '', account);
    const tom = outcomeOf(report, `${account}-a`, identities[`${account}/tom`]?.uid);
    t.like(tom, { holder: 'tom', daysLeft: 20, decision: { reason: 'HeldByAnotherIdentity' } });
  }
  t.like((await rotation.run('apply', { runId: 'r2' })).counts, { kept: 3, notified: 2 });
});

test('an identity that may not be assumed is reported, and the others are rotated', async (t) => {
  await using world = await rotationWorld(
    {
      identities: [{ name: 'locked', type: 'role', trusts: [] }],
      clusters: [{ name: 'a', holders: { ops: { daysLeft: 90 } } }],
    },
    intoFile,
  );
  const roleArn = world.emulator.identities['locked']?.arn ?? '';
  const { rotation } = await world.configure(`${intoFile}\nidentities: [self, {roleArn: "${roleArn}"}]`);
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { total: 1, renewed: 1 });
  t.deepEqual(
    report.failures.map(({ what, error }) => [what, error.code]),
    [[`identity ${roleArn}`, 'Forbidden']],
  );
});

test("another account's clusters refuse for themselves, and hold up nothing", async (t) => {
  const theirs = (name: string, refusal: 403 | 404) => ({ name, sharedWith: { ackring: refusal } });
  const partner = {
    name: 'partner',
    clusters: [theirs('a', 403), theirs('b', 404), theirs('c', 403), theirs('d', 404)],
  };
  await using world = await rotationWorld({ ...twoClusters, accounts: [partner] }, intoFile);
  const { webhook } = world.emulator.services;
  const { rotation } = await world.configure(
    `${intoFile}\nnotify: [{kind: webhook, url: "${webhook.url()}"}]`,
  );
  for (let night = 0; night < 15; night += 1) {
    const { counts, outcomes, failures } = await rotation.run('apply', { runId: `r${night}` });
    t.deepEqual(failures, []);
    t.like(counts, { total: 6, failed: 0, deferred: 0, skipped: 4 });
    t.like(counts, night === 0 ? { renewed: 1, delivered: 1 } : { kept: 2 });
    const theirOwn = outcomes.filter(({ decision }) => decision.reason === 'ClusterNotOurs');
    t.deepEqual(theirOwn.map(({ cluster, condition }) => `${cluster.name} ${condition?.state}`).toSorted(), [
      'a blocked',
      'b blocked',
      'c blocked',
      'd blocked',
    ]);
    await world.advanceDays(1);
  }
  // Reported once: nobody holds anything of them.
  t.is(webhook.deliveries.length, 1);
  t.is((await rotation.run('plan', { runId: 'plan' })).counts.skipped, 4);
});

test('our own cluster that refuses to be read is a failure, and so is one of which something is held', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  const denied = world.emulator.faults.add({
    operation: 'DescribeClusterDetail',
    path: `/clusters/${world.keyOf('inside').clusterId}`,
    effect: { kind: 'error', status: 403, code: 'APISERVER_403' },
  });
  t.is(outcomeOf(await world.rotation.run('apply', { runId: 'r1' }), 'inside').error?.code, 'Forbidden');
  denied();
  t.is(outcomeOf(await world.rotation.run('apply', { runId: 'r2' }), 'inside').error, null);
  world.emulator.faults.add({
    operation: 'DescribeClusterDetail',
    effect: { kind: 'error', status: 404, code: 'ErrorClusterNotFound' },
  });
  await world.advanceDays(1_000);
  const report = await world.rotation.run('apply', { runId: 'r3' });
  t.like(report.counts, { skipped: 0, failed: 2 });
});

test('a list that is cut off by the time limit is late, and one that a person cuts off is cancelled', async (t) => {
  await using world = await rotationWorld(twoClusters, intoFile);
  const { configuration, ports, clock } = world;
  const rushed = { now: () => clock.now(), sleep: async () => undefined };
  const rotation = createRotation({ ...ports, configuration, clock: rushed });
  const deadline = new Date(clock.now().getTime() + 600_000);
  const late = await t.throwsAsync(rotation.list({ runId: 'r1', deadline }), { code: 'TimedOut' });
  t.regex(late?.message ?? '', /did not come in time/);
  const signal = AbortSignal.abort();
  await t.throwsAsync(rotation.list({ runId: 'r1', deadline, signal }), { code: 'Cancelled' });
  await t.throwsAsync(world.rotation.list({ runId: 'r1', signal }), { code: 'Cancelled' });
  const open = async () => {
    await turn();
    throw new AckringError('Forbidden', 'no', { remedy: 'x' });
  };
  const refused = createRotation({ ...ports, configuration, clock: rushed, identitySource: { open } });
  await t.throwsAsync(
    refused.list({ runId: 'r1', deadline }),
    { code: 'Forbidden' },
    'what was refused is not late',
  );
});
