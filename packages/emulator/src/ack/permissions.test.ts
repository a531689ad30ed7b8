import test from 'ava';
import { officialAckCall } from './official-client.js';
import { startCloud } from './test-cloud.js';

const world = {
  identities: [{ name: 'mei' }, { name: 'monitor', type: 'role' as const }],
  clusters: [
    {
      name: 'a',
      holders: { ops: { owner: true }, mei: { roles: ['dev@default', 'restricted@kube-system'] } },
    },
    {
      name: 'b',
      auditLog: false,
      holders: { monitor: { roles: ['admin-view'] }, mei: { lastSeenDaysAgo: 8 } },
    },
  ],
};

test('permissions tell roles by cluster and by namespace', async (t) => {
  await using cloud = await startCloud(world);
  const { id } = cloud.cluster('a');
  const of = async (name: string) => (await cloud.client().describeUserPermission(cloud.uid(name))).body;
  t.like(await of('ops'), [
    { resourceId: id, resourceType: 'cluster', roleName: 'admin', roleType: 'admin', isOwner: 1 },
  ]);
  t.like(await of('mei'), [
    { resourceId: `${id}/default`, resourceType: 'namespace', roleType: 'dev', isOwner: 0 },
    { resourceId: `${id}/kube-system`, resourceType: 'namespace', roleType: 'restricted' },
    { resourceId: cloud.cluster('b').id, resourceType: 'cluster', roleType: 'admin' },
  ]);
  t.like(await of('monitor'), [{ roleType: 'admin-view', isRamRole: 1 }]);
});

test('namespaces are those the caller’s RBAC reaches', async (t) => {
  await using cloud = await startCloud(world);
  const { id } = cloud.cluster('a');
  const of = async (name: string, cluster = id) =>
    (await cloud.client(name).describeUserClusterNamespaces(cluster)).body;
  t.deepEqual(await of('ops'), ['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  t.deepEqual(await of('mei'), ['default', 'kube-system']);
  t.like(await t.throwsAsync(of('ops', cloud.cluster('b').id)), {
    code: 'ForbiddenQueryClusterNamespace',
    statusCode: 403,
  });
});

test('activity is told where the audit log is on', async (t) => {
  await using cloud = await startCloud(world, { now: new Date('2026-01-31T00:00:00Z') });
  const activity = (cluster: string, name: string) => {
    const path = `/clusters/${cloud.cluster(cluster).id}/users/${cloud.uid(name)}/activity-state`;
    return officialAckCall(cloud.client(), 'DescribeUserClusterActivityState', 'GET', path);
  };
  t.like(await activity('a', 'mei'), { active: false, last_activity: '2026-01-01T00:00:00Z' });
  t.like(await activity('a', 'monitor'), { active: false, last_activity: '' });
  await t.throwsAsync(activity('b', 'mei'), { code: 'ErrorAuditLogNotEnabled' });
});
