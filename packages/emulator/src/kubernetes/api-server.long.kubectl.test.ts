import { startCloud } from '@ackring/testkit/cloud';
import { type Kubectl, kubectlWith } from '@ackring/testkit/kubectl';
import test from 'ava';

const world = {
  identities: [{ name: 'mei' }],
  clusters: [
    {
      name: 'a',
      version: '1.32.3',
      holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: ['restricted@default'] } },
    },
    { name: 'old', certificates: '2022' as const, holders: { ops: { daysLeft: 900 } } },
    { name: 'moved', missingSans: ['public'] as const, holders: { ops: { daysLeft: 900 } } },
  ],
};

async function withKubectl(cluster = 'a', who = 'ops', minutes: number | null = null) {
  const cloud = await startCloud(world);
  const issued = await cloud.fetch(
    cluster,
    minutes === null ? {} : { temporaryDurationMinutes: minutes },
    who,
  );
  const kubectl = await kubectlWith(issued.text);
  const dispose = async () => {
    await kubectl[Symbol.asyncDispose]();
    await cloud.emulator.stop();
  };
  return { cloud, issued, kubectl, [Symbol.asyncDispose]: dispose };
}

for (const cluster of ['a', 'old']) {
  test(`kubectl lists namespaces and nodes of cluster ${cluster}`, async (t) => {
    await using given = await withKubectl(cluster);
    const namespaces = await given.kubectl.run('get', 'namespaces');
    t.is(namespaces.code, 0, namespaces.stderr);
    t.regex(namespaces.stdout, /^NAME +STATUS +AGE\ndefault +Active +3y/);
    const nodes = await given.kubectl.run('get', 'nodes');
    t.is(nodes.stdout.trim().split('\n').length, 4);
    t.regex(nodes.stdout, /Ready/);
  });
}

test('kubectl learns its user and its permissions', async (t) => {
  await using given = await withKubectl();
  t.is(await whoIs(given.kubectl), given.issued.commonName);
  t.is((await given.kubectl.run('auth', 'can-i', 'delete', 'nodes')).stdout.trim(), 'yes');
  const list = await given.kubectl.run('auth', 'can-i', '--list');
  t.regex(list.stdout, /\*\.\* .*\[\*\]/);
});

test('kubectl learns what is forbidden', async (t) => {
  await using given = await withKubectl('a', 'mei');
  t.is((await given.kubectl.run('auth', 'can-i', 'get', 'pods', '-n', 'default')).stdout.trim(), 'yes');
  const secrets = await given.kubectl.run('auth', 'can-i', 'get', 'secrets');
  t.is(secrets.stdout.trim(), 'no');
  t.is(secrets.code, 1);
  const nodes = await given.kubectl.run('get', 'nodes');
  t.is(nodes.code, 1);
  t.regex(
    nodes.stderr,
    /nodes is forbidden: User "\d+-\d+" cannot list resource "nodes" in API group "" at the cluster scope/,
  );
});

test('kubectl discovers versions and resources, and reads its file', async (t) => {
  await using given = await withKubectl();
  const version = await given.kubectl.run('version', '-o', 'json');
  t.is(JSON.parse(version.stdout).serverVersion.gitVersion, 'v1.32.3');
  const resources = await given.kubectl.run('api-resources', '-o', 'name');
  for (const name of [
    'namespaces',
    'secrets',
    'deployments.apps',
    'rolebindings.rbac.authorization.k8s.io',
  ]) {
    t.true(resources.stdout.split('\n').includes(name), name);
  }
  const contexts = await given.kubectl.run('config', 'get-contexts', '-o', 'name');
  t.is(contexts.stdout.trim(), `${given.cloud.uid('ops')}-${given.cloud.cluster('a').id}`);
});

test('kubectl creates, reads and deletes', async (t) => {
  await using given = await withKubectl();
  const { kubectl } = given;
  t.is((await kubectl.run('create', 'namespace', 'team')).stdout.trim(), 'namespace/team created');
  t.is((await kubectl.run('create', 'secret', 'generic', 's', '-n', 'team', '--from-literal=k=v')).code, 0);
  const value = await kubectl.run('get', 'secret', 's', '-n', 'team', '-o', 'jsonpath={.data.k}');
  t.is(Buffer.from(value.stdout, 'base64').toString(), 'v');
  t.is((await kubectl.run('delete', 'secret', 's', '-n', 'team')).code, 0);
  t.is((await kubectl.run('get', 'secret', 's', '-n', 'team')).code, 1);
});

test('kubectl gets 401 once the certificate has expired', async (t) => {
  await using given = await withKubectl('a', 'ops', 15);
  t.is((await given.kubectl.run('get', 'namespaces')).code, 0);
  await given.cloud.emulator.clock.advance(3_600_000);
  const over = await given.kubectl.run('get', 'namespaces');
  t.is(over.code, 1);
  t.regex(over.stderr, /Unauthorized|must be logged in/);
});

test("kubectl gets 403 once the certificate is revoked, and still the user's name", async (t) => {
  await using given = await withKubectl();
  await given.cloud.client().revokeK8sClusterKubeConfig(given.cloud.cluster('a').id);
  const namespaces = await given.kubectl.run('get', 'namespaces');
  t.is(namespaces.code, 1);
  t.regex(namespaces.stderr, /namespaces is forbidden/);
  t.is(await whoIs(given.kubectl), given.issued.commonName);
});

test('kubectl refuses a certificate that lacks the address', async (t) => {
  await using given = await withKubectl('moved');
  const refused = await given.kubectl.run('get', 'namespaces');
  t.is(refused.code, 1);
  t.regex(refused.stderr, /x509: certificate is valid for .*, not 127\.0\.0\.1/);
});

/** The server's name for the caller: the result of `auth whoami`, which came with kubectl 1.28. */
async function whoIs(kubectl: Kubectl): Promise<string> {
  const { stdout } = await kubectl.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'SelfSubjectReview',
  });
  return JSON.parse(stdout).status.userInfo.username;
}

test('kubectl applies files, checks permissions, and impersonates', async (t) => {
  await using given = await withKubectl();
  const { kubectl } = given;
  const manifest = (k: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'default' },
    data: { k },
  });
  t.regex((await kubectl.apply(manifest('1'))).stdout, /configmap\/c created/);
  t.regex((await kubectl.apply(manifest('2'))).stdout, /configmap\/c configured/);
  t.regex((await kubectl.apply(manifest('2'))).stdout, /configmap\/c unchanged/);
  const strange = await kubectl.apply({ ...manifest('2'), strange: 1 });
  t.regex(strange.stderr, /unknown field "strange"/);
  const deployment = (container: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
    },
  });
  const misspelt = await kubectl.apply(deployment({ name: 'c', imagee: 'nginx' }));
  t.regex(misspelt.stderr, /unknown field "spec\.template\.spec\.containers\[0\]\.imagee"/);
  t.regex((await kubectl.apply(deployment({ name: 'c', image: 'nginx' }))).stdout, /web created/);
  const explained = await kubectl.run('explain', 'deployment.spec.template.spec.containers');
  t.regex(explained.stdout, /imagePullPolicy\s+<string>/);
  t.regex(
    (await kubectl.apply(manifest('3'), '--server-side', '--force-conflicts')).stdout,
    /serverside-applied/,
  );
  t.is((await kubectl.run('auth', 'can-i', 'get', 'pods', '--as', 'alice')).stdout.trim(), 'no');
  const refused = await kubectl.run('get', 'nodes', '--as', 'alice', '--as-group', 'team');
  t.regex(refused.stderr, /User "alice" cannot list resource "nodes"/);
});

test('kubectl creates roles, bindings and workloads, which it sends in protobuf', async (t) => {
  await using given = await withKubectl();
  const { kubectl } = given;
  for (const line of [
    'create clusterrole reader --verb=get,list --resource=pods --resource-name=one',
    'create clusterrole pages --verb=get --non-resource-url=/metrics',
    'create clusterrolebinding reader --clusterrole=reader --user=alice',
    'create role writer --verb=create --resource=secrets',
    'create rolebinding writer --role=writer --serviceaccount=default:robot --group=team',
    'create serviceaccount robot',
    'create deployment web --image=nginx --replicas=2 --port=80',
    'create job once --image=busybox -- true',
    'create service clusterip web --tcp=80:8080',
    'create quota q --hard=pods=5',
  ]) {
    const made = await kubectl.run(...line.split(' '));
    t.is(made.code, 0, `${line}: ${made.stderr}`);
  }
  const read = async (...args: string[]) => (await kubectl.run('get', ...args)).stdout;
  t.is(
    await read('clusterrole', 'reader', '-o', 'jsonpath={.rules[0].verbs}{.rules[0].resourceNames}'),
    '["get","list"]["one"]',
  );
  t.is(await read('clusterrole', 'pages', '-o', 'jsonpath={.rules[0].nonResourceURLs}'), '["/metrics"]');
  t.is(
    await read('rolebinding', 'writer', '-o', 'jsonpath={.subjects[*].kind}/{.subjects[*].name}'),
    'Group ServiceAccount/team robot',
  );
  t.is(
    await read(
      'deployment',
      'web',
      '-o',
      'jsonpath={.spec.replicas}{.spec.template.spec.containers[0].image}',
    ),
    '2nginx',
  );
  t.is(await read('service', 'web', '-o', 'jsonpath={.spec.ports[0].targetPort}'), '8080');
  const can = await kubectl.run(
    'auth',
    'can-i',
    'create',
    'secrets',
    '--as',
    'system:serviceaccount:default:robot',
  );
  t.is(can.stdout.trim(), 'yes');
  const token = await kubectl.run('create', 'token', 'robot', '--duration', '20m');
  t.regex(token.stdout.trim(), /^[\w-]+\.[\w-]+\.[\w-]+$/);
});
