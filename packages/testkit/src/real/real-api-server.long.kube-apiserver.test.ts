import { existsSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { kubeconfigOf } from '../client-identity.js';
import { installedApiServers } from './installed-api-servers.js';
import { type RealApiServer, startRealApiServer } from './real-api-server.js';

const rules = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version} identifies users, has edit's rules, and is gone after the test`,
    async (t) => {
      const server = await startRealApiServer(installed);
      try {
        await identifiesUsers(t, server);
        await hasRulesOfEdit(t, server);
      } finally {
        await server[Symbol.asyncDispose]();
      }
      await t.throwsAsync(server.ask(server.admin, 'GET', '/version'), { code: 'ECONNREFUSED' });
    },
  );
}

test('the installed ones exist', (t) => {
  for (const { program, etcd } of installedApiServers()) t.true(existsSync(program) && existsSync(etcd));
});

async function identifiesUsers(t: ExecutionContext, server: RealApiServer): Promise<void> {
  t.is((await server.ask(server.admin, 'GET', '/version')).status, 200);
  const mei = await server.issue({ commonName: '299500000000000001-1700000000' });
  const refused = await server.ask(mei, 'GET', '/api/v1/namespaces');
  t.is(refused.status, 403);
  t.regex(String(refused.body['message']), /^namespaces is forbidden: User "299500000000000001-1700000000"/);
  const late = await server.issue({ commonName: 'x', notAfter: new Date(Date.now() - 1000) });
  t.is((await server.ask(late, 'GET', '/api/v1/namespaces')).status, 401);
  t.regex(kubeconfigOf(mei, 'team-a'), /"namespace": "team-a"/);
}

/** Without a controller manager, which would have aggregated them. */
async function hasRulesOfEdit(t: ExecutionContext, server: RealApiServer): Promise<void> {
  await server.create('/api/v1/namespaces', { metadata: { name: 'team-a' } });
  const holder = await server.issue({ commonName: 'holder' });
  await server.create('/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/rolebindings', {
    metadata: { name: 'edit' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'holder' }],
  });
  const answer = await server.ask(holder, 'POST', rules, { spec: { namespace: 'team-a' } });
  t.true(JSON.stringify(answer.body).includes('"secrets"'));
}
