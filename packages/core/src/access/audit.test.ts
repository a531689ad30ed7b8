import { setImmediate } from 'node:timers/promises';
import { startTestCloud } from '@ackring/testkit/access-cloud';
import { skippingClock } from '@ackring/testkit/clock';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding, specimenRow } from '@ackring/testkit/holding';
import test from 'ava';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { compareRows, rolesSeen } from './access-row.js';
import { auditAccess, completeRows } from './audit.js';

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

test('sixteen calls are under way at once, or as many as are asked for', async (t) => {
  for (const [asked, expected] of [
    [{}, 16],
    [{ concurrency: 3 }, 3],
  ] as const) {
    const clusters = Array.from({ length: 20 }, (_, at) => specimenCluster({ id: `c${at}`, name: `n${at}` }));
    let [now, most] = [0, 0];
    const atOnce = async <T>(answer: T): Promise<T> => {
      now += 1;
      most = Math.max(most, now);
      await setImmediate();
      now -= 1;
      return answer;
    };
    const api = {
      listKubeconfigStates: (cluster: ClusterRef) =>
        atOnce([specimenHolding({ cluster: { ...cluster, name: 'x' } })]),
      describeUserPermissions: async () => [],
      describeUserActivity: async () => ({ isActive: false, lastSeen: null }),
    };
    await collect(auditAccess({ api, clusters, clock: skippingClock(), ...asked, complete: () => false }));
    t.is(most, expected);
    most = 0;
    const rows = clusters.map((cluster) => specimenRow({ cluster }));
    const describeUserActivity = () => atOnce({ isActive: false, lastSeen: null });
    await collect(
      completeRows({ api: { ...api, describeUserActivity }, rows, clock: skippingClock(), ...asked }),
    );
    t.is(most, expected);
  }
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

const cluster = specimenCluster();
const uid = '212345678901234567';
const bound = (kind: string, name: string, namespace: string | null = null): RbacBinding => ({
  ...{ kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding', name: 'b', namespace },
  ...{ role: { kind: 'ClusterRole', name: 'edit' }, subjects: [{ kind, name, namespace: null }] },
});

const names: [what: string, bindings: RbacBinding[], roles: Record<string, string[]>][] = [
  ['nobody', [], {}],
  ['a certificate’s name', [bound('User', `${uid}-1700000000`)], { [uid]: ['cluster edit null'] }],
  ['a uid', [bound('User', uid)], { [uid]: ['cluster edit null'] }],
  ['a token’s user', [bound('User', `ram:${uid}`, 'shop')], { [uid]: ['namespace edit shop'] }],
  [
    'one twice',
    [bound('User', uid), bound('User', uid, 'web')],
    { [uid]: ['cluster edit null', 'namespace edit web'] },
  ],
  ['fifteen digits', [bound('User', '1'.repeat(15))], { ['1'.repeat(15)]: ['cluster edit null'] }],
  ['fourteen digits', [bound('User', '1'.repeat(14))], {}],
  ['twenty digits', [bound('User', '1'.repeat(20))], {}],
  ['another name', [bound('User', `system:${uid}`), bound('User', `${uid}-a b`)], {}],
  ['a group', [bound('Group', uid)], {}],
  ['whoever the list has', [bound('User', '300000000000000001')], {}],
];

for (const [what, bindings, roles] of names)
  for (const problem of [null, new AckringError('Forbidden', 'not yours', { remedy: 'Wait.' })])
    test(`bindings name ${what}${problem === null ? '' : ', and some are unread'}`, async (t) => {
      const listed = specimenHolding({ cluster, uid: '300000000000000001', name: 'mei' });
      const events = await collect(
        auditAccess({
          api: {
            listKubeconfigStates: async () => [listed],
            describeUserPermissions: async () => [],
            describeUserActivity: async () => ({ isActive: false, lastSeen: null }),
          },
          clusters: [cluster],
          clock: skippingClock(),
          complete: () => false,
          listBindings: async () => ({ bindings, problem }),
        }),
      );
      const found = events.flatMap((event) => (event.kind === 'completed' ? event.row : []));
      t.deepEqual(
        Object.fromEntries(
          found.map((row) => [
            row.identity.uid,
            row.roles?.map(({ scope, role, namespace }) => `${scope} ${role} ${namespace}`),
          ]),
        ),
        roles,
      );
      for (const row of found) {
        t.like(row, { certificateState: 'unissued', revokable: false, notAfter: null });
        t.like(row, { identity: { name: row.identity.uid, state: 'unknown' }, cluster: { id: cluster.id } });
        t.true(row.roles?.every(({ isOwner, clusterId }) => !isOwner && clusterId === cluster.id));
        t.is(row.areRolesWhole, problem === null);
      }
      t.deepEqual(
        events.flatMap((event) => (event.kind === 'bindingsUnread' ? event.error : [])),
        problem === null ? [] : [problem],
      );
    });
