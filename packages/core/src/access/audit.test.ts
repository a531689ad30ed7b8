import { startTestCloud } from '@ackring/testkit/access-cloud';
import test from 'ava';
import { compareRows, rolesSeen } from './access-row.js';
import { auditAccess } from './audit.js';

/** The cloud reports permissions only for clusters that the caller administers. */
const asking = { ops: { daysLeft: null } };

const scenario = {
  identities: [
    { name: 'mei' },
    { name: 'kenji', state: 'InActive' as const },
    { name: 'tom', state: 'Deleted' as const },
    { name: 'gone', state: 'Deleted' as const },
  ],
  clusters: [
    {
      name: 'one',
      holders: {
        ...asking,
        mei: { daysLeft: 400, roles: ['dev@default', 'ops'], lastSeenDaysAgo: 1 },
        kenji: { daysLeft: 20, lastSeenDaysAgo: 60 },
        tom: { daysLeft: 300, lastSeenDaysAgo: null },
        gone: { daysLeft: -3, roles: [], lastSeenDaysAgo: 90 },
      },
    },
    { name: 'two', auditLog: false, holders: { ...asking, mei: { daysLeft: 100 } } },
  ],
};

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('everyone’s access, with roles, activity and status; orphans first', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const rows = [...(await cloud.rows())].sort(compareRows);
  t.deepEqual(
    rows.map((row) => [row.identity.name, row.cluster.name, row.status, row.orphan, row.lastActivity.kind]),
    [
      ['kenji', 'one', 'critical', true, 'seen'],
      ['tom', 'one', 'fresh', true, 'never'],
      ['gone', 'one', 'expired', false, 'seen'],
      ['mei', 'one', 'fresh', false, 'seen'],
      ['mei', 'two', 'renewable', false, 'unreadable'],
    ],
  );
  const mei = rows.find((row) => row.identity.name === 'mei' && row.cluster.name === 'one');
  t.deepEqual(
    mei?.roles?.map(({ scope, role, namespace }) => [scope, role, namespace]),
    [
      ['namespace', 'dev', 'default'],
      ['cluster', 'ops', null],
    ],
  );
  t.is(cloud.emulator.requests.count('DescribeUserPermission'), 4);
});

test('permissions alone make an orphan of a deleted identity', async (t) => {
  const clusters = [{ name: 'one', holders: { ...asking, tom: { daysLeft: -3, roles: ['admin'] } } }];
  await using cloud = await startTestCloud({ identities: scenario.identities, clusters });
  t.deepEqual(
    (await cloud.rows()).map(({ orphan }) => orphan),
    [true],
  );
});

test('details are requested only for the rows that need them', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const events = auditAccess({
    api: cloud.api(),
    clusters: await cloud.clusters(),
    clock: cloud.clock,
    complete: ({ orphan }) => orphan,
  });
  const kinds = (await collect(events)).map(({ kind }) => kind);
  t.deepEqual(kinds.sort(), ['completed', 'completed', 'rows', 'rows']);
  t.is(cloud.emulator.requests.count('DescribeUserClusterActivityState'), 2);
});

test('a cluster that cannot be queried is an event; unreadable permissions leave the row as it is', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const clusters = await cloud.clusters();
  const [one, two] = clusters;
  cloud.emulator.faults.add({
    operation: 'ListClusterKubeconfigStates',
    path: two?.id ?? '',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  cloud.emulator.faults.add({ operation: 'DescribeUserPermission', effect: { kind: 'error', status: 404 } });
  const events = await collect(auditAccess({ api: cloud.api(), clusters, clock: cloud.clock }));
  t.is(events.find((event) => event.kind === 'failed')?.error.code, 'Forbidden');
  const completed = events.flatMap((event) => (event.kind === 'completed' ? [event.row] : []));
  t.is(completed.length, 4);
  t.true(completed.every(({ roles, cluster }) => roles === null && cluster.id === one?.id));
});

const unseen = {
  identities: [{ name: 'mei' }],
  clusters: [
    { name: 'administered', holders: { ...asking, mei: { daysLeft: 400, roles: ['dev'] } } },
    { name: 'other', holders: { mei: { daysLeft: 400, roles: ['dev'] } } },
  ],
};

test('without administering a cluster, nobody is told that there are no roles in it', async (t) => {
  await using cloud = await startTestCloud(unseen);
  const [administered, other] = await cloud.rows('mei');
  t.deepEqual(
    administered?.roles?.map(({ role }) => role),
    ['dev'],
  );
  t.deepEqual(other?.roles, []);
  for (const row of [administered, other]) t.is(row && rolesSeen(row), 'asAdministered');
});

test('the account root sees every role', async (t) => {
  await using cloud = await startTestCloud(unseen);
  const options = { api: cloud.api('root'), clusters: await cloud.clusters(), clock: cloud.clock };
  const rows = [];
  for await (const event of auditAccess({ ...options, isAccountRoot: Promise.resolve(true) })) {
    if (event.kind === 'completed' && event.row.identity.name === 'mei') rows.push(event.row);
  }
  t.is(rows.length, 2);
  for (const row of rows) t.deepEqual([row.roles?.[0]?.role, rolesSeen(row)], ['dev', 'all']);
});

test("cluster by cluster, one cluster's rows are complete before the next one's are reported", async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = { api: cloud.api(), clusters: await cloud.clusters(), clock: cloud.clock };
  const told = [];
  for await (const event of auditAccess({ ...options, isByCluster: true })) {
    if (event.kind === 'rows') told.push(`${event.cluster.name}: ${event.rows.length}`);
    if (event.kind === 'completed') told.push(event.row.cluster.name);
  }
  const one = ['one: 4', 'one', 'one', 'one', 'one'];
  const two = ['two: 1', 'two'];
  t.deepEqual(told, told[0] === one[0] ? [...one, ...two] : [...two, ...one]);
  // An identity in several clusters is queried only once.
  t.is(cloud.emulator.requests.count('DescribeUserPermission'), 4);
});
