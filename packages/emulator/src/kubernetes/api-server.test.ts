import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes, mayDo } from '@ackring/testkit/kubernetes';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const whoami = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

const world = {
  identities: [{ name: 'mei' }],
  clusters: [
    { name: 'a', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: ['dev@default'] } } },
    { name: 'b', holders: { ops: { daysLeft: 900 } } },
  ],
};

test('a client certificate names its holder', async (t) => {
  await using cloud = await startCloud(world);
  const issued = await cloud.fetch('a');
  const answer = await askKubernetes(issued, 'POST', whoami, {});
  t.is(answer.status, 201);
  const sha256 = issued.certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  t.deepEqual(answer.body['status'], {
    userInfo: {
      username: issued.commonName,
      groups: ['system:users', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${sha256}`] },
    },
  });
});

test('another cluster’s certificate is 401, and no certificate is anonymous, without any rights', async (t) => {
  await using cloud = await startCloud(world);
  const [a, b] = [await cloud.fetch('a'), await cloud.fetch('b')];
  t.is((await askKubernetes({ ...a, pem: b.pem, key: b.key }, 'GET', '/api/v1/namespaces')).status, 401);
  const nobody = await fetchWithoutCertificate(a.server, a.authority);
  t.is(nobody.status, 403);
  t.regex(String(nobody.body['message']), /User "system:anonymous" cannot list/);
});

function fetchWithoutCertificate(server: string, authority: string) {
  return askKubernetes({ server, authority, pem: '', key: '' }, 'GET', '/api/v1/namespaces');
}

test('a certificate that has expired by the emulator’s clock is 401, and so is a future one', async (t) => {
  await using cloud = await startCloud(world);
  const issued = await cloud.fetch('a', { temporaryDurationMinutes: 15 });
  const status = async () => (await askKubernetes(issued, 'POST', whoami, {})).status;
  t.is(await status(), 201);
  await cloud.emulator.clock.advance(16 * 60_000);
  t.is(await status(), 401);
  await cloud.emulator.clock.advance(-60 * 60_000);
  t.is(await status(), 401);
});

test('a revoked certificate still authenticates, but has no rights any more', async (t) => {
  await using cloud = await startCloud(world);
  const [longTerm, temporary] = [
    await cloud.fetch('a'),
    await cloud.fetch('a', { temporaryDurationMinutes: 60 }),
  ];
  t.is((await askKubernetes(longTerm, 'GET', '/api/v1/namespaces')).status, 200);
  await cloud.client().revokeK8sClusterKubeConfig(cloud.cluster('a').id);
  for (const revoked of [longTerm, temporary]) {
    t.is((await askKubernetes(revoked, 'POST', whoami, {})).status, 201);
    const refused = await askKubernetes(revoked, 'GET', '/api/v1/namespaces');
    t.like(refused, { status: 403, body: { kind: 'Status', reason: 'Forbidden' } });
    t.true(String(refused.body['message']).includes(`User "${revoked.commonName}" cannot list`));
  }
  t.is((await askKubernetes(await cloud.fetch('a'), 'GET', '/api/v1/namespaces')).status, 200);
});

test('a cleaned user has no rights any more', async (t) => {
  await using cloud = await startCloud(world);
  const issued = await cloud.fetch('a', {}, 'mei');
  t.true(await mayDo(issued, 'get', 'pods', { namespace: 'default' }));
  const request = new CS.CleanClusterUserPermissionsRequest({ force: true });
  await cloud.client().cleanClusterUserPermissions(cloud.cluster('a').id, cloud.uid('mei'), request);
  t.false(await mayDo(issued, 'get', 'pods', { namespace: 'default' }));
});

const role = test.macro({
  title: (_, name: string) => `the role ${name} allows what it says`,
  async exec(t, name: string, allowed: readonly string[], refused: readonly string[]) {
    await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { roles: [name] } } }] });
    const issued = await cloud.fetch('a');
    for (const [attempts, expected] of [
      [allowed, true],
      [refused, false],
    ] as const) {
      for (const attempt of attempts) {
        const [verb = '', resource = '', namespace = ''] = attempt.split(' ');
        t.is(await mayDo(issued, verb, resource, { namespace }), expected, attempt);
      }
    }
  },
});

test(role, 'admin', ['delete nodes', 'create secrets x', 'list clusterroles'], []);
test(role, 'admin-view', ['list nodes', 'get secrets x'], ['delete nodes', 'create pods x']);
test(role, 'ops', ['list nodes', 'create pods x'], ['delete nodes']);
test(role, 'dev', ['create pods x', 'list namespaces'], ['list nodes']);
test(role, 'restricted', ['get pods x'], ['get secrets x', 'create pods x']);
test(
  role,
  'dev@default',
  ['create pods default'],
  ['create pods kube-system', 'list namespaces', 'list pods'],
);
test(role, 'something-custom', [], ['list namespaces', 'get pods default']);

test('bindings made inside the cluster count, by user and by group', async (t) => {
  await using cloud = await startCloud(world);
  const [admin, mei] = [await cloud.fetch('a'), await cloud.fetch('a', {}, 'mei')];
  const bind = (name: string, subject: object, roleName: string, path: string) =>
    askKubernetes(admin, 'POST', `/apis/rbac.authorization.k8s.io/v1/${path}`, {
      metadata: { name },
      subjects: [subject],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
    });
  t.false(await mayDo(mei, 'get', 'pods', { namespace: 'kube-system' }));
  await bind('one', { kind: 'User', name: mei.commonName }, 'view', 'namespaces/kube-system/rolebindings');
  t.true(await mayDo(mei, 'get', 'pods', { namespace: 'kube-system' }));
  t.false(await mayDo(mei, 'get', 'pods', { namespace: 'kube-public' }));
  await bind('all', { kind: 'Group', name: 'system:users' }, 'cluster-admin', 'clusterrolebindings');
  t.true(await mayDo(mei, 'delete', 'nodes'));
});

test('objects are created, read, replaced, patched and deleted, and a stale version is a conflict', async (t) => {
  await using cloud = await startCloud(world);
  const issued = await cloud.fetch('a');
  const path = '/api/v1/namespaces/default/secrets';
  const secret = { metadata: { name: 's' }, data: { a: 'YQ==' } };
  const created = await askKubernetes(issued, 'POST', path, secret);
  t.like(created, { status: 201, body: { kind: 'Secret', data: { a: 'YQ==' } } });
  t.like(await askKubernetes(issued, 'POST', path, secret), {
    status: 409,
    body: { reason: 'AlreadyExists' },
  });
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patched = await askKubernetes(issued, 'PATCH', `${path}/s`, { data: { a: null, b: 'Yg==' } }, merge);
  t.deepEqual(patched.body['data'], { b: 'Yg==' });
  const stale = await askKubernetes(issued, 'PUT', `${path}/s`, created.body);
  t.like(stale, { status: 409, body: { reason: 'Conflict' } });
  t.is((await askKubernetes(issued, 'PUT', `${path}/s`, patched.body)).status, 200);
  t.is((await askKubernetes(issued, 'DELETE', `${path}/s`)).status, 200);
  t.is((await askKubernetes(issued, 'GET', `${path}/s`)).status, 404);
});

test('a name that the certificate lacks fails in the client’s TLS', async (t) => {
  await using cloud = await startCloud({
    clusters: [{ name: 'a', missingSans: ['public'], holders: { ops: {} } }],
  });
  const issued = await cloud.fetch('a');
  await t.throwsAsync(askKubernetes(issued, 'GET', '/version'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('a reachable private endpoint answers like the public one', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', privateReachable: true, latencyMs: 5 }] });
  const issued = await cloud.fetch('a', { privateIpAddress: true });
  t.is((await askKubernetes(issued, 'GET', '/version')).body['gitVersion'], 'v1.34.1');
});

test('using a kubeconfig counts as activity', async (t) => {
  await using cloud = await startCloud({
    clusters: [{ name: 'a', holders: { ops: { lastSeenDaysAgo: null } } }],
  });
  const grant = () => cloud.cluster('a').grants.get(cloud.uid('ops'));
  t.is(grant()?.lastActivity, null);
  await askKubernetes(await cloud.fetch('a'), 'GET', '/api/v1/namespaces');
  t.truthy(grant()?.lastActivity);
});
