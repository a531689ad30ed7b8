import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { officialAckCall } from '@ackring/testkit/official-ack-client';
import CS from '@alicloud/cs20151215';
import test from 'ava';

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

test('permissions list roles by cluster and by namespace', async (t) => {
  await using cloud = await startCloud(world);
  const { id } = cloud.cluster('a');
  const of = async (name: string) =>
    (await cloud.client('root').describeUserPermission(cloud.uid(name))).body;
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

test('a RAM user sees only the clusters it administers, not even its own rights elsewhere', async (t) => {
  await using cloud = await startCloud(world);
  const asked = async (who: string, about: string) => {
    const { body } = await cloud.client(who).describeUserPermission(cloud.uid(about));
    return body?.map(({ resourceId }) => resourceId?.split('/')[0]);
  };
  const [a, b] = [cloud.cluster('a').id, cloud.cluster('b').id];
  t.deepEqual(await asked('ops', 'mei'), [a, a]);
  t.deepEqual(await asked('mei', 'mei'), [b]);
  t.deepEqual(await asked('mei', 'ops'), []);
  t.deepEqual(await asked('root', 'mei'), [a, a, b]);
});

test('the account root and a cluster’s creator administer it from the start', async (t) => {
  await using cloud = await startCloud({
    identities: [{ name: 'mei' }],
    clusters: [{ name: 'a', holders: { ops: { owner: true, roles: [] }, mei: { roles: ['dev@default'] } } }],
  });
  for (const who of ['root', 'ops']) {
    const answer = await askKubernetes(await cloud.fetch('a', {}, who), 'GET', '/api/v1/namespaces');
    t.is(answer.status, 200, who);
    const { body } = await cloud.client('root').describeUserPermission(cloud.uid(who));
    t.like(body, [{ resourceType: 'cluster', roleName: 'admin' }], who);
  }
  const revoked = await cloud.fetch('a', {}, 'root');
  await cloud.client('root').revokeK8sClusterKubeConfig(cloud.cluster('a').id);
  t.is((await askKubernetes(revoked, 'GET', '/api/v1/namespaces')).status, 403);
  t.is((await askKubernetes(await cloud.fetch('a', {}, 'root'), 'GET', '/api/v1/namespaces')).status, 200);
});

test('a creator whose permissions were removed is no longer an administrator', async (t) => {
  await using cloud = await startCloud({
    clusters: [{ name: 'a', holders: { ops: { owner: true, daysLeft: 500 } } }],
  });
  const issued = await cloud.fetch('a');
  const clean = new CS.CleanClusterUserPermissionsRequest({ force: true });
  await cloud.client('root').cleanClusterUserPermissions(cloud.cluster('a').id, cloud.uid('ops'), clean);
  t.is((await askKubernetes(issued, 'GET', '/api/v1/namespaces')).status, 403);
});

test('namespaces are those that the caller’s RBAC reaches', async (t) => {
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

test('activity is reported if the audit log is on', async (t) => {
  await using cloud = await startCloud(world, { now: new Date('2026-01-31T00:00:00Z') });
  const activity = (cluster: string, name: string) => {
    const path = `/clusters/${cloud.cluster(cluster).id}/users/${cloud.uid(name)}/activity-state`;
    return officialAckCall(cloud.client(), 'DescribeUserClusterActivityState', 'GET', path);
  };
  t.like(await activity('a', 'mei'), { active: false, last_activity: '2026-01-01T00:00:00Z' });
  t.like(await activity('a', 'monitor'), { active: false, last_activity: undefined });
  await t.throwsAsync(activity('b', 'mei'), { code: 'ErrorAuditLogNotEnabled' });
});
