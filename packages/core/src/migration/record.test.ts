import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../machine/clock.js';
import { type MigrationRecord, migrationRecords } from './record.js';

const uid = '200000000000000001';
const place = { clusterId: 'c0123456789abcdef0123456789abcdef', uid };

const record: MigrationRecord = {
  version: 1,
  cluster: { id: place.clusterId, name: 'prod', region: 'cn-hangzhou' },
  identity: { uid, name: 'mei', type: 'user' },
  isSelf: true,
  commonName: `${uid}-1735700000`,
  access: {
    mapping: {
      name: `ackring-ram-${uid}`,
      arn: 'acs:ram::1234567890123456:user/mei',
      username: `ram:${uid}`,
      groups: ['system:users'],
    },
    bindings: [
      {
        kind: 'ClusterRoleBinding',
        name: `ackring-ram-${uid}-0123456789ab`,
        namespace: null,
        role: { kind: 'ClusterRole', name: 'cs:admin' },
      },
    ],
  },
  stage: 'watching',
  startedAt: new Date('2026-10-01T00:00:00Z'),
  watchedSince: new Date('2026-10-01T00:01:00Z'),
  unused: { from: new Date('2026-10-01T00:01:00Z'), until: new Date('2026-10-20T00:00:00Z') },
  quietDays: 35,
  task: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
};

async function stateFolderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-records-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a record comes back as it was written, in a file for nobody else', async (t) => {
  const stateFolder = await stateFolderOf(t);
  const folder = join(stateFolder, 'migrations');
  const records = migrationRecords(stateFolder, systemClock);
  t.deepEqual(await records.read(place), { record: null });
  await records.write(record);
  t.deepEqual(await records.read(place), { record });
  t.deepEqual(await records.all(), [record]);
  t.deepEqual([await records.all(place.clusterId), await records.all('c1')], [[record], []]);
  const file = join(folder, `${place.clusterId}.${uid}.json`);
  t.is((await stat(file)).mode & 0o777, 0o600);
  t.is((await stat(folder)).mode & 0o777, 0o700);
  t.regex(await readFile(file, 'utf8'), /^\{\n {2}"version": 1,\n {2}"cluster": \{\n {4}"id"/);
  await records.forget(place);
  t.deepEqual(await records.read(place), { record: null });
});

const hostile: Readonly<Record<string, unknown>> = {
  'no JSON': '{',
  'no record': {},
  'of another version': { ...record, version: 2 },
  'of another cluster': { ...record, cluster: { ...record.cluster, id: 'c1' } },
  'of another identity': { ...record, identity: { ...record.identity, uid: '1' } },
  'with somebody else’s mapping': mappingOf({ name: 'kube-admin' }),
  'with another user': mappingOf({ username: 'ram:1' }),
  'with somebody else’s common name': { ...record, commonName: '1-1735700000' },
  'with a group of masters': mappingOf({ groups: ['system:masters'] }),
  'with somebody else’s binding': bindingOf({ name: 'cluster-admin' }),
  'with a path for a namespace': bindingOf({ kind: 'RoleBinding', namespace: '../../secrets' }),
  'of a whole cluster in a namespace': bindingOf({ namespace: 'default' }),
  'with a stretch that is none': { ...record, unused: { from: 'then', until: 'now' } },
  'with an instant that is none': { ...record, watchedSince: 'soon' },
  'with a longer life than a year': { ...record, quietDays: 366 },
  'with a life that is past': { ...record, quietDays: -1 },
  'with half a day': { ...record, quietDays: 0.5 },
  'without a name': { ...record, cluster: { ...record.cluster, name: '' } },
  'with a name as long as a text': { ...record, cluster: { ...record.cluster, name: 'x'.repeat(513) } },
  'without a namespace for one': bindingOf({ kind: 'RoleBinding' }),
  'with a field of its own': { ...record, command: 'rm' },
};

function mappingOf(over: object): unknown {
  return { ...record, access: { ...record.access, mapping: { ...record.access.mapping, ...over } } };
}

function bindingOf(over: object): unknown {
  const bindings = record.access.bindings.map((each) => ({ ...each, ...over }));
  return { ...record, access: { ...record.access, bindings } };
}

for (const [title, content] of Object.entries(hostile)) {
  test(`a record ${title} is refused, and named`, async (t) => {
    const stateFolder = await stateFolderOf(t);
    const folder = join(stateFolder, 'migrations');
    await mkdir(folder);
    const file = join(folder, `${place.clusterId}.${uid}.json`);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    const records = migrationRecords(stateFolder, systemClock);
    const reading = await records.read(place);
    t.is('error' in reading ? reading.error.code : null, 'FileUnreadable');
    t.deepEqual(await records.all(), []);
  });
}

const whole: Readonly<Record<string, Partial<MigrationRecord>>> = {
  'watched for a year': { quietDays: 365 },
  'watched not at all': { quietDays: 0, watchedSince: null, unused: null },
  'of a cluster with a long name': { cluster: { ...record.cluster, name: 'x'.repeat(512) } },
  'with a binding in a namespace': {
    access: {
      ...record.access,
      bindings: record.access.bindings.map((each) => ({
        ...each,
        ...{ kind: 'RoleBinding', namespace: 'default' },
      })),
    },
  },
};

for (const [title, change] of Object.entries(whole))
  test(`a record ${title} is one`, async (t) => {
    const records = migrationRecords(await stateFolderOf(t), systemClock);
    await records.write({ ...record, ...change });
    t.deepEqual(await records.read(place), { record: { ...record, ...change } });
  });

test('a huge record, a folder in its place, and a place that is a path are no records', async (t) => {
  const stateFolder = await stateFolderOf(t);
  const folder = join(stateFolder, 'migrations');
  const records = migrationRecords(stateFolder, systemClock);
  await mkdir(folder);
  const file = join(folder, `${place.clusterId}.${uid}.json`);
  const most = 262_144;
  for (const [bytes, isRead] of [
    [most, true],
    [most + 1, false],
  ] as const) {
    await writeFile(file, JSON.stringify(record).padEnd(bytes));
    t.is('record' in (await records.read(place)), isRead, String(bytes));
  }
  await rm(file);
  await mkdir(file);
  t.true('error' in (await records.read(place)));
  t.deepEqual(await records.read({ clusterId: '../x', uid }), { record: null });
  for (const over of [
    { identity: { ...record.identity, uid: '1/../../../../x' } },
    { cluster: { ...record.cluster, id: '../x' } },
  ])
    await t.throwsAsync(records.write({ ...record, ...over }), { code: 'ResponseUnreadable' });
});

test('two runs at once take turns, and one that waits too long says who runs', async (t) => {
  const stateFolder = await stateFolderOf(t);
  const folder = join(stateFolder, 'migrations');
  const clock = { ...systemClock, sleep: async () => {} };
  const records = migrationRecords(stateFolder, clock);
  await records.alone(async () => {
    await t.throwsAsync(
      records.alone(async () => {}),
      { code: 'FileLocked' },
    );
  });
  t.is(await records.alone(async () => 1), 1);
  await chmod(folder, 0o700);
});
