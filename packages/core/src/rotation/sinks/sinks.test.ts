import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { outcomeOf, type RotationWorld, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { toText } from '../../words/say.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { forgetfulKinds, readOnlySink, sinkCaveats } from './sinks.js';

const scenario = { clusters: [{ name: 'a', holders: { ops: { daysLeft: 400 } } }] };

const settings = {
  kms: 'sinks: [{kind: kms, prefix: "ackring/", keyId: "key-hzz65f176a0ogplgq1234", instanceId: "kst-hzz65f176a0ogplgqabcd"}]',
  oss: 'sinks: [{kind: oss, bucket: "ackring-kubeconfigs", prefix: "keys/", kmsKeyId: "key-hzz65f176a0ogplgq1234"}]',
  file: 'sinks: [{kind: file, directory: "{directory}"}]',
  kubernetesSecret:
    'sinks: [{kind: kubernetesSecret, context: hub, kubeconfig: "{directory}/hub.yaml", namespace: default}]',
};

async function worldWith(kind: keyof typeof settings): Promise<RotationWorld> {
  const world = await rotationWorld(scenario, 'verify: require');
  if (kind === 'kubernetesSecret') await writeHub(world);
  return {
    ...world,
    ...(await world.configure(settings[kind])),
    [Symbol.asyncDispose]: world[Symbol.asyncDispose],
  };
}

/** The cluster itself is the hub that holds its Secrets. */
async function writeHub({ rotation, ports, directory }: RotationWorld): Promise<void> {
  const [cluster] = (await rotation.prepare({ runId: 'hub' })).plan.items;
  const identity = await ports.identitySource.open('self');
  if (cluster === undefined) throw new Error('no cluster');
  const { yaml } = await identity.fetch({
    cluster: cluster.subject.cluster,
    access: 'public',
    durationMinutes: null,
  });
  const renamed = yaml.replace(/current-context: .*/, '').replace(/name: .*-c[0-9a-f]{32}/, 'name: hub');
  await writeFile(join(directory, 'hub.yaml'), renamed, { mode: 0o600 });
}

test('file: a pipe in the place of one credential is that one’s failure, and the others are rotated', async (t) => {
  const holders = { ops: { daysLeft: 30 } };
  await using world = await rotationWorld(
    {
      clusters: [
        { name: 'a', holders },
        { name: 'b', holders },
      ],
    },
    settings.file,
  );
  const { a, b } = { a: world.keyOf('a').clusterId, b: world.keyOf('b').clusterId };
  await mkdir(join(world.directory, a), { recursive: true });
  await promisify(execFile)('mkfifo', [join(world.directory, a, 'self.yaml')]);
  const report = await world.rotation.run('apply', { runId: 'r1' });
  t.is(outcomeOf(report, 'a').error?.code, 'FileUnreadable');
  t.is(outcomeOf(report, 'b').error, null);
  t.regex(await readFile(join(world.directory, b, 'self.yaml'), 'utf8'), /client-key-data/);
});

for (const kind of ['file', 'kms', 'oss', 'kubernetesSecret'] as const) {
  test(`${kind}: a kubeconfig is stored, kept, renewed in its window and read back`, async (t) => {
    await using world = await worldWith(kind);
    const [sink] = world.ports.sinks;
    if (sink === undefined) return t.fail();
    const first = await world.rotation.run('apply', { runId: 'r1' });
    t.like(first.counts, { delivered: 1, failed: 0 }, JSON.stringify(first, null, 1));
    const before = await storedIn(sink, world.keyOf('a'));
    t.like((await world.rotation.run('apply', { runId: 'r2' })).counts, { kept: 1, failed: 0 });

    await world.advanceDays(221);
    const third = await world.rotation.run('apply', { runId: 'r3' });
    t.like(third.counts, { renewed: 1, failed: 0 }, JSON.stringify(third, null, 1));
    const after = await storedIn(sink, world.keyOf('a'));
    t.not(after.certificate.serial, before.certificate.serial);
    t.like((await world.rotation.run('apply', { runId: 'r4' })).counts, { kept: 1, failed: 0 });
  });

  test(`${kind}: staging and promoting twice equals once, and the older one never comes back`, async (t) => {
    await using world = await worldWith(kind);
    const [sink] = world.ports.sinks;
    if (sink === undefined) return t.fail();
    const key = world.keyOf('a');
    await world.rotation.run('apply', { runId: 'r1' });
    const old = (await sink.read(key)) ?? '';
    const oldVersion = { id: (await storedIn(sink, key)).version, text: old };
    await sink.stage(key, oldVersion);
    await sink.promote(key, oldVersion);
    t.is(await sink.read(key), old);

    await world.advanceDays(221);
    await world.rotation.run('apply', { runId: 'r2' });
    const renewed = await sink.read(key);
    t.not(renewed, old);
    await sink.stage(key, oldVersion);
    await t.throwsAsync(sink.promote(key, oldVersion), { code: 'Conflict' });
    t.is(await sink.read(key), renewed);
  });
}

test('a document without secrets is kept in every sink that has room for it', async (t) => {
  t.deepEqual(forgetfulKinds, ['gitlab', 'github', 'jenkins']);
  for (const kind of ['file', 'kms', 'oss'] as const) {
    await using world = await worldWith(kind);
    const documents = world.ports.sinks[0]?.documents;
    t.is(await documents?.read('latest'), null);
    const long = randomBytes(40_000).toString('base64');
    t.deepEqual([documents?.fits('{}'), documents?.fits(long)], [true, kind !== 'kms'], kind);
    await documents?.write('latest', '{"a":1}');
    await documents?.write('latest', '{"a":1}');
    await documents?.write('latest', '{"a":2}');
    t.is(await documents?.read('latest'), '{"a":2}');
    if (documents?.replace === undefined) continue;
    const replaced = (over: string, text: string) => documents.replace?.('latest', { over, text });
    await t.throwsAsync(replaced('{"a":1}', '{"a":3}') ?? Promise.resolve(), { code: 'Conflict' }, kind);
    await replaced('{"a":2}', '{"a":3}');
    t.is(await documents.read('latest'), '{"a":3}');
  }
});

test('several sinks at once: the one that fails keeps its old version and catches up next time', async (t) => {
  await using world = await worldWith('file');
  const { rotation, ports } = await world.configure(
    'sinks: [{kind: file, directory: "{directory}"}, {kind: kms}, {kind: oss, bucket: ackring-kubeconfigs}]',
  );
  const [file, kms, oss] = ports.sinks;
  if (!file || !kms || !oss) return t.fail();
  const key = world.keyOf('a');
  await rotation.run('apply', { runId: 'r1' });
  const before = await storedIn(kms, key);
  await world.advanceDays(221);
  const { faults } = world.emulator;
  const stopRefusing = faults.add({
    operation: 'UpdateSecretVersionStage',
    effect: { kind: 'error', status: 403, code: 'Forbidden.NoPermission' },
  });
  const second = await rotation.run('apply', { runId: 'r2' });
  t.like(second.counts, { failed: 1 });
  t.is(outcomeOf(second, 'a').error?.code, 'Forbidden');
  t.regex(outcomeOf(second, 'a').error?.message ?? '', /^kms:ackring\//);
  t.is((await storedIn(kms, key)).certificate.serial, before.certificate.serial);
  const renewed = await storedIn(file, key);
  t.is((await storedIn(oss, key)).certificate.serial, renewed.certificate.serial);

  stopRefusing();
  const third = await rotation.run('apply', { runId: 'r3' });
  t.deepEqual(outcomeOf(third, 'a').decision, { kind: 'deliver', reason: 'OlderThanServer' });
  t.is((await storedIn(kms, key)).certificate.serial, renewed.certificate.serial);
  t.is((await storedIn(file, key)).version, renewed.version);
});

test("another cluster's Secret with the same name is left alone", async (t) => {
  await using world = await worldWith('kubernetesSecret');
  await world.rotation.run('apply', { runId: 'r1' });
  const [sink] = world.ports.sinks;
  if (!sink) return t.fail();
  const another = { ...world.keyOf('a'), clusterId: `c${'0'.repeat(32)}` };
  await t.throwsAsync(sink.read(another), { code: 'Conflict' });
});

test('a kubeconfig too large for KMS is refused before it is sent', async (t) => {
  await using world = await worldWith('kms');
  const [sink] = world.ports.sinks;
  await world.rotation.run('apply', { runId: 'r1' });
  const version = { id: 'v'.repeat(20), text: 'x'.repeat(30_721) };
  await t.throwsAsync(async () => sink?.stage(world.keyOf('a'), version), { code: 'Refused' });
});

test('a sink that cannot be opened is reported, and the other one gets its key', async (t) => {
  await using world = await worldWith('file');
  const { rotation, ports } = await world.configure(
    'sinks: [{kind: kubernetesSecret, context: hub, namespace: ci}, {kind: file, directory: "{directory}"}]',
  );
  const report = await rotation.run('apply', { runId: 'r1' });
  t.is(outcomeOf(report, 'a').error?.code, 'FileNotFound');
  const [, file] = ports.sinks;
  if (!file) return t.fail();
  t.true((await storedIn(file, world.keyOf('a'))).keyMatches);
});

test("file: a killed run's unfinished copy is removed, an active run's stays, and neither is a version", async (t) => {
  await using world = await worldWith('file');
  await world.rotation.run('apply', { runId: 'r1' });
  const folder = join(world.directory, world.keyOf('a').clusterId);
  const [old, live] = ['.self.yaml.ackring-1-a.new', '.self.yaml.ackring-1-b.new'];
  const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
  for (const [name, at] of [
    [old, hoursAgo(2)],
    [live, hoursAgo(0)],
  ] as const) {
    await writeFile(join(folder, name), 'half');
    await utimes(join(folder, name), at, at);
  }
  await world.advanceDays(221);
  t.like((await world.rotation.run('apply', { runId: 'r2' })).counts, { renewed: 1 });
  t.deepEqual((await readdir(folder)).sort(), [live, '.versions', 'self.yaml']);
});

test('file: of the versions before, the latest stay', async (t) => {
  await using world = await worldWith('file');
  await world.rotation.run('apply', { runId: 'r1' });
  const versions = join(world.directory, world.keyOf('a').clusterId, '.versions', 'self');
  for (const hours of [3, 1, 2]) {
    const at = new Date(Date.now() - hours * 3_600_000);
    await writeFile(join(versions, `of-${hours}-hours-ago`), 'x');
    await utimes(join(versions, `of-${hours}-hours-ago`), at, at);
  }
  await world.advanceDays(221);
  await world.rotation.run('apply', { runId: 'r2' });
  const kept = await readdir(versions);
  t.is(kept.length, 3);
  for (const folder of [versions, dirname(versions), dirname(dirname(versions))])
    t.is((await stat(folder)).mode & 0o777, 0o700, folder);
  t.deepEqual(
    kept.filter((name) => name.endsWith('ago')),
    ['of-1-hours-ago'],
  );
});

test('kubernetesSecret: no key goes to a server whose certificate is not verified', async (t) => {
  await using world = await rotationWorld(scenario, 'verify: require');
  await writeHub(world);
  const hub = join(world.directory, 'hub.yaml');
  const text = await readFile(hub, 'utf8');
  await writeFile(hub, text.replace(/certificate-authority-data: .*/, 'insecure-skip-tls-verify: true'));
  const { rotation } = await world.configure(settings.kubernetesSecret);
  const report = await rotation.run('apply', { runId: 'r1' });
  t.like(report.counts, { delivered: 0, failed: 1 });
  t.regex(JSON.stringify(report), /EndpointRefused/);
});

for (const kind of ['file', 'kms', 'oss', 'kubernetesSecret'] as const) {
  test(`${kind}: credentials without a cluster or a holder are listed, and stay`, async (t) => {
    await using world = await worldWith(kind);
    const [sink] = world.ports.sinks;
    if (sink === undefined) return t.fail();
    await world.rotation.run('apply', { runId: 'r1' });
    t.deepEqual((await world.rotation.run('plan', { runId: 'r2' })).stale, []);
    const text = (await sink.read(world.keyOf('a'))) ?? '';
    const gone = { clusterId: `c${'0'.repeat(32)}`, clusterName: 'gone', identity: 'self' };
    const left = world.keyOf('a', 'left');
    for (const key of [gone, left]) await sink.promote(key, { id: 'v'.repeat(20), text });
    const { stale = [] } = await world.rotation.run('plan', { runId: 'r3' });
    t.deepEqual(
      stale
        .map(({ cluster, reason, place }) => ({ cluster, reason, place }))
        .toSorted((x, y) => (x.reason < y.reason ? -1 : 1)),
      [
        { cluster: gone.clusterId, reason: 'ClusterNotListed', place: sink.places?.nameOf(gone) ?? '' },
        { cluster: left.clusterId, reason: 'HolderNotConfigured', place: sink.places?.nameOf(left) ?? '' },
      ],
    );
    t.is(await sink.read(gone), text);
  });
}

test('with an incomplete list nothing is reported gone', async (t) => {
  await using world = await worldWith('file');
  const [sink] = world.ports.sinks;
  await world.rotation.run('apply', { runId: 'r1' });
  const text = (await sink?.read(world.keyOf('a'))) ?? '';
  const gone = { clusterId: `c${'0'.repeat(32)}`, clusterName: 'gone', identity: 'self' };
  await sink?.promote(gone, { id: 'v', text });
  const { faults } = world.emulator;
  const { rotation } = await world.configure(`{regions: [ap-northeast-1, cn-hangzhou], ${settings.file}}`);
  t.is((await rotation.run('plan', { runId: 'r2' })).stale?.length, 1);
  faults.add({
    operation: 'DescribeClustersForRegion',
    path: 'cn-hangzhou',
    effect: { kind: 'error', status: 403 },
  });
  t.deepEqual((await rotation.run('plan', { runId: 'r3' })).stale, []);
});

test('into a sink that may only be read nothing is written, and all else is as it was', async (t) => {
  for (const kind of ['file', 'kms', 'kubernetesSecret'] as const) {
    await using world = await worldWith(kind);
    const [sink] = world.ports.sinks;
    const [settings] = world.configuration.sinks;
    if (sink === undefined || settings === undefined) return t.fail();
    await world.rotation.run('apply', { runId: 'r1' });
    const key = world.keyOf('a');
    const shut = readOnlySink(sink);
    t.deepEqual(Object.keys(shut).toSorted(), Object.keys(sink).toSorted(), kind);
    const text = await shut.read(key);
    t.is(text, await sink.read(key));
    t.is(await shut.documents?.read('latest'), await sink.documents?.read('latest'));
    const version = { id: 'x', text: text ?? '' };
    for (const write of [shut.stage, shut.promote])
      await t.throwsAsync(write(key, version), { code: 'ReadOnly' });
    await t.throwsAsync(shut.documents?.write('latest', '{}') ?? Promise.resolve(), { code: 'ReadOnly' });
  }
});

const jenkins = 'kind: jenkins, server: "https://j.example", user: u, token: "kms:j"';
/** Who else sees what is delivered there. */
const caveats: readonly (readonly [sink: string, said: RegExp | null])[] = [
  ['kind: kms', null],
  ['kind: oss, bucket: b', null],
  ['kind: file, directory: /keys', null],
  [`${jenkins}, folder: team`, null],
  [jenkins, /the jobs of every folder in https:\/\/j\.example/],
];
for (const [sink, said] of caveats)
  test(`{${sink}} ${said === null ? 'shows keys to nobody else' : 'says who else gets the keys'}`, (t) => {
    const yaml = `sinks: [{${sink}}, {kind: file, directory: /beside}]`;
    const told = sinkCaveats(parseRotationConfiguration(yaml, 'test').sinks);
    t.is(told.length, said === null ? 0 : 1);
    if (said !== null) t.regex(told.map((each) => toText(each)).join(), said);
  });
