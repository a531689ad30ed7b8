import { targetOf } from '@ackring/testkit/client-identity';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import test from 'ava';
import { bindingsOf, createRbacReader } from './rbac-reader.js';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const uid = '299500000000000031';

/** As Helm writes them: more annotations than binding. */
function helmStyle(index: number) {
  return {
    metadata: { name: `release-${index}`, annotations: { 'meta.helm.sh/notes': 'n'.repeat(2_400) } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: `${uid}-1700000000` }],
  };
}

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version}: 500 bindings of Helm are read as far as the caller's rights go`,
    async (t) => {
      await using server = await startRealApiServer(installed);
      const path = `${rbac}/namespaces/default/rolebindings`;
      for (let index = 0; index < 500; index += 50) {
        const some = Array.from({ length: 50 }, (_, each) => helmStyle(index + each));
        await Promise.all(some.map((binding) => server.create(path, binding)));
      }
      const read = await createRbacReader().listBindings(targetOf(server.admin), { timeoutMs: 60_000 });
      t.is(read.problem, null);
      t.is(new Set(bindingsOf(read.bindings, uid).map(({ name }) => name)).size, 500);
      t.true(
        read.bindings.some(({ kind, name }) => kind === 'ClusterRoleBinding' && name === 'cluster-admin'),
      );
      const nobody = await server.issue({ commonName: '299500000000000032-1700000000' });
      const refused = await createRbacReader().listBindings(targetOf(nobody), { timeoutMs: 60_000 });
      t.is(refused.problem?.code, 'Forbidden');
      t.deepEqual(refused.bindings, []);
    },
  );
}
