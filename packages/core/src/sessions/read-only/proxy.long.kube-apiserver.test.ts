import { once } from 'node:events';
import { type ClientIdentity, kubeconfigOf } from '@ackring/testkit/client-identity';
import { type Kubectl, kubectlWith } from '@ackring/testkit/kubectl';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import test, { type ExecutionContext } from 'ava';
import type { ApiServerTarget } from '../../words/target.js';
import { startReadOnlyProxy } from './proxy.js';

// Real kubectl, through the proxy, at a real API server.

function targetOf({ server, authority, pem, key }: ClientIdentity): ApiServerTarget {
  return {
    ...{ server, certificateAuthority: authority, clientCertificate: pem, clientKey: key },
    ...{ token: null, tlsServerName: null, insecureSkipTlsVerify: false, proxyUrl: null },
  };
}

async function readOnly(t: ExecutionContext, identity: ClientIdentity, withSecrets = false) {
  const proxy = await startReadOnlyProxy(targetOf(identity), {
    withSecrets,
    environment: {},
    now: new Date(),
  });
  t.teardown(proxy.close);
  const config = JSON.parse(
    kubeconfigOf({ ...identity, server: proxy.server, authority: proxy.certificateAuthority }),
  );
  config.users[0].user = { token: proxy.token };
  const kubectl = await kubectlWith(JSON.stringify(config));
  t.teardown(() => kubectl[Symbol.asyncDispose]());
  return { kubectl, refused: proxy.refused };
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    containers: [{ name: 'web', image: 'web' }],
    automountServiceAccountToken: false,
    serviceAccountName: 'default',
  },
};

async function furnish(server: RealApiServer): Promise<void> {
  const place = '/api/v1/namespaces/default';
  await server.create(`${place}/serviceaccounts`, { metadata: { name: 'default' } });
  await server.create(`${place}/secrets`, { metadata: { name: 'hidden' }, stringData: { word: 'marked' } });
  await server.create(`${place}/configmaps`, { metadata: { name: 'seen' }, data: { word: 'shown' } });
  await server.create(`${place}/pods`, pod);
}

const reads: readonly (readonly [args: string, shows: RegExp])[] = [
  ['get namespaces', /^default +Active/m],
  ['get pods -o wide', /^web +0\/1 +Pending/m],
  ['get pods,configmaps -A -o yaml', /word: shown/],
  ['get configmap seen -o jsonpath={.data.word}', /^shown$/],
  ['get clusterrole system:basic-user -o name', /system:basic-user/],
  ['describe pod web', /^Name: +web$/m],
  ['auth can-i delete pods', /yes/],
  ['auth can-i --list', /selfsubjectrulesreviews/],
  ['api-resources', /^pods +po /m],
  ['api-versions', /^apps\/v1$/m],
  ['explain pod.spec.containers', /image/],
  ['get --raw /version', /gitVersion/],
  ['get --raw /readyz', /^ok/],
];

const writes: readonly string[] = [
  'create configmap mine --from-literal=a=b',
  'delete pod web --wait=false',
  'label configmap seen a=b',
  'patch configmap seen -p {"data":{"word":"changed"}}',
  'scale deployment web --replicas=0',
  'apply --dry-run=server -f -',
  'exec web -- sh',
  'attach web',
  'port-forward pod/web 0:80',
  'cp web:/etc/passwd -',
  'get --raw /api/v1/namespaces/default/pods/web/proxy',
  'get --raw /logs/',
  'get pods --as=admin',
  'create token default',
  'auth can-i get pods --as=admin',
];

const secrets: readonly string[] = [
  'get secrets',
  'get secret hidden -o yaml',
  'get secrets -A -o json',
  'get secrets -w --request-timeout=5s',
  'describe secret hidden',
  'get all,secrets',
  'get --raw /api/v1/namespaces/default/secrets/hidden',
  'get --raw /api/v1/watch/namespaces/default/secrets',
];

const words = (args: string) => args.split(' ');

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version}: kubectl reads through the proxy, and nothing else`,
    async (t) => {
      t.timeout(1_200_000);
      await using server = await startRealApiServer(installed);
      await furnish(server);
      const { kubectl, refused } = await readOnly(t, server.admin);
      for (const [args, shows] of reads) {
        const ran = await kubectl.run(...words(args));
        t.is(ran.code, 0, `${args}: ${ran.stderr}`);
        t.regex(ran.stdout, shows, args);
      }
      t.deepEqual(refused(), []);
      for (const args of [...writes, ...secrets]) {
        const ran = await kubectl.run(...words(args));
        t.not(ran.code, 0, args);
        t.notRegex(ran.stdout + ran.stderr, /marked|bWFya2Vk/, args);
      }
      // Nothing has changed, as the administrator sees it.
      const place = '/api/v1/namespaces/default';
      const seen = await server.ask(server.admin, 'GET', `${place}/configmaps/seen`);
      t.like(seen.body, { data: { word: 'shown' } });
      t.is((await server.ask(server.admin, 'GET', `${place}/configmaps/mine`)).status, 404);
      t.is((await server.ask(server.admin, 'GET', `${place}/pods/web`)).status, 200);
      const whys = new Set(refused().map(({ why }) => why));
      for (const why of ['writes', 'secrets', 'impersonation', 'subresource', 'unknownPath'] as const)
        t.true(whys.has(why), why);

      await watches(t, kubectl, server);

      const open = await readOnly(t, server.admin, true);
      t.regex((await open.kubectl.run('get', 'secret', 'hidden', '-o', 'yaml')).stdout, /bWFya2Vk/);
      t.not((await open.kubectl.run('delete', 'secret', 'hidden')).code, 0);

      const nobody = await readOnly(t, await server.issue({ commonName: 'nobody' }));
      const told = await nobody.kubectl.run('get', 'pods');
      t.regex(told.stderr, /User "nobody" cannot list resource "pods"/);
      t.deepEqual(nobody.refused(), []);
    },
  );
}

/** Each event is seen before the next is created: none is held back in transit. */
async function watches(t: ExecutionContext, kubectl: Kubectl, server: RealApiServer): Promise<void> {
  const watch = kubectl.start('get', 'configmaps', '-w', '-o', 'name');
  t.teardown(() => watch.kill());
  let seen = '';
  watch.stdout.on('data', (chunk) => {
    seen += String(chunk);
  });
  for (const name of ['one', 'two', 'three']) {
    while (!/configmap\/seen/.test(seen)) await once(watch.stdout, 'data');
    await server.create('/api/v1/namespaces/default/configmaps', { metadata: { name } });
    while (!seen.includes(`configmap/${name}\n`)) await once(watch.stdout, 'data');
  }
  t.pass();
}
