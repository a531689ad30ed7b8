import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const group = 'rbac.authorization.k8s.io';
const clusterBindings = `/apis/${group}/v1/clusterrolebindings`;
const bindingsIn = (namespace: string) => `/apis/${group}/v1/namespaces/${namespace}/rolebindings`;

const world = {
  identities: [{ name: 'mei' }],
  clusters: [
    {
      name: 'a',
      holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: ['dev@default', 'view'] } },
    },
  ],
};

type Cloud = Awaited<ReturnType<typeof startCloud>>;

async function bindings(cloud: Cloud, who = 'mei') {
  const ops = await cloud.fetch('a');
  const uid = cloud.uid(who);
  const read = async (path: string) => {
    const { body } = await askKubernetes(ops, 'GET', path);
    const items: { metadata: { name: string }; subjects: { name: string }[]; roleRef: { name: string } }[] =
      Array.isArray(body['items']) ? body['items'] : [];
    return items
      .filter((item) => item.metadata.name.startsWith(`${uid}-`))
      .map((item) => [item.metadata.name.replace(uid, 'UID'), item.roleRef.name, item.subjects[0]?.name]);
  };
  return [...(await read(clusterBindings)), ...(await read(bindingsIn('default')))];
}

async function told(cloud: Cloud, who = 'mei') {
  const { body } = await cloud.client().describeUserPermission(cloud.uid(who));
  return (body ?? []).map(({ resourceType, roleName }) => `${resourceType} ${roleName}`).sort();
}

test('a grant is its bindings, whose subject is the common name of the certificate', async (t) => {
  await using cloud = await startCloud(world);
  const { commonName } = await cloud.fetch('a', {}, 'mei');
  t.deepEqual(await bindings(cloud), [
    ['UID-view-clusterrolebinding', 'view', commonName],
    ['UID-default-rolebinding', 'cs:ns:dev', commonName],
  ]);
});

test('a revoke gives the bindings the new common name', async (t) => {
  await using cloud = await startCloud(world);
  const before = await cloud.fetch('a', {}, 'mei');
  await bindings(cloud);
  await cloud.emulator.clock.advance(60_000);
  await cloud.client('mei').revokeK8sClusterKubeConfig(cloud.cluster('a').id);
  const { commonName } = await cloud.fetch('a', {}, 'mei');
  t.not(commonName, before.commonName);
  t.deepEqual(
    (await bindings(cloud)).map(([, , subject]) => subject),
    [commonName, commonName],
  );
  t.is((await askKubernetes(before, 'GET', '/api/v1/namespaces/default/pods')).status, 403);
});

test('a clean deletes the bindings, and leaves those that only look like them', async (t) => {
  await using cloud = await startCloud(world);
  const [ops, mei] = [await cloud.fetch('a'), await cloud.fetch('a', {}, 'mei')];
  const own = {
    metadata: { name: 'by-hand' },
    subjects: [{ kind: 'User', apiGroup: group, name: mei.commonName }],
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' },
  };
  t.is((await askKubernetes(ops, 'POST', bindingsIn('kube-public'), own)).status, 201);
  const { id } = cloud.cluster('a');
  await cloud.emulator.clock.advance(8 * 86_400_000);
  const clean = new CS.CleanClusterUserPermissionsRequest({ force: false });
  await cloud.client().cleanClusterUserPermissions(id, cloud.uid('mei'), clean);
  t.deepEqual(await bindings(cloud), []);
  t.deepEqual(await told(cloud), []);
  t.is((await askKubernetes(mei, 'GET', '/api/v1/namespaces/default/pods')).status, 403);
  t.is((await askKubernetes(mei, 'GET', '/api/v1/namespaces/kube-public/pods')).status, 200);
});

test('ACK reports manual changes of the bindings', async (t) => {
  await using cloud = await startCloud(world);
  const [ops, mei] = [await cloud.fetch('a'), await cloud.fetch('a', {}, 'mei')];
  t.deepEqual(await told(cloud), ['cluster view', 'namespace dev']);
  const name = `${cloud.uid('mei')}-view-clusterrolebinding`;
  t.is((await askKubernetes(mei, 'GET', '/api/v1/pods')).status, 200);
  t.is((await askKubernetes(ops, 'DELETE', `${clusterBindings}/${name}`)).status, 200);
  t.is((await askKubernetes(mei, 'GET', '/api/v1/pods')).status, 403);
  t.deepEqual(await told(cloud), ['namespace dev']);
  const made = {
    metadata: { name: `${cloud.uid('mei')}-kube-public-rolebinding` },
    subjects: [{ kind: 'User', apiGroup: group, name: mei.commonName }],
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'cs:ns:restricted' },
  };
  t.is((await askKubernetes(ops, 'POST', bindingsIn('kube-public'), made)).status, 201);
  t.deepEqual(await told(cloud), ['namespace dev', 'namespace restricted']);
  t.is((await askKubernetes(mei, 'GET', '/api/v1/namespaces/kube-public/pods')).status, 200);
});

test('a deleted namespace takes the grants inside it along', async (t) => {
  await using cloud = await startCloud({
    ...world,
    clusters: [
      {
        name: 'a',
        holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: ['dev@team-a'] } },
        apiServer: { objects: [{ kind: 'Namespace', metadata: { name: 'team-a' } }] },
      },
    ],
  });
  const ops = await cloud.fetch('a');
  t.deepEqual(await told(cloud), ['namespace dev']);
  t.is((await askKubernetes(ops, 'DELETE', '/api/v1/namespaces/team-a')).status, 200);
  t.deepEqual(await told(cloud), []);
});

test('a binding of a Role is nobody’s grant, and no change of a grant affects it', async (t) => {
  await using cloud = await startCloud(world);
  const [ops, mei] = [await cloud.fetch('a'), await cloud.fetch('a', {}, 'mei')];
  const name = `${cloud.uid('mei')}-own-rolebinding`;
  const own = {
    metadata: { name },
    subjects: [{ kind: 'User', apiGroup: group, name: mei.commonName }],
    roleRef: { apiGroup: group, kind: 'Role', name: 'own' },
  };
  t.is((await askKubernetes(ops, 'POST', bindingsIn('default'), own)).status, 201);
  t.deepEqual(await told(cloud), ['cluster view', 'namespace dev']);
  await cloud.client('mei').revokeK8sClusterKubeConfig(cloud.cluster('a').id);
  t.is((await askKubernetes(ops, 'GET', `${bindingsIn('default')}/${name}`)).status, 200);
});
