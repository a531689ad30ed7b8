import { startTestCloud } from '@ackring/testkit/access-cloud';
import { reachedCluster } from '@ackring/testkit/reached-cluster';
import test from 'ava';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import { lookWhoIsLetIn } from './look.js';

test('a server that does not answer has let nobody in, and has shut nobody out', async (t) => {
  const { ports, cluster, yaml } = await reachedCluster();
  const kubeconfig = readKubeconfig(yaml, { file: 'x' });
  const target = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
  const former = { cluster, uid: '1', by: 'holder', copies: [], namespaces: [] } as const;
  const { claim, namespaces } = await lookWhoIsLetIn(
    former,
    {
      rbac: { listBindings: async () => ({ bindings: [], problem: null }) },
      apiServer: { whoAmI: async () => ({ kind: 'network', code: 'ECONNREFUSED' }) },
      clock: ports.clock,
      reach: async () => ({ target, commonName: '2-1' }),
    },
    undefined,
  );
  t.deepEqual([claim.kind, namespaces], ['unknown', []]);
});

const rows: [role: string, namespaces: readonly string[]][] = [
  ['admin', ['*']],
  ['restricted', ['*']],
  ['dev@team-a', ['team-a']],
];

for (const [role, namespaces] of rows)
  test(`a key with the role ${role} is seen to be let in, and where`, async (t) => {
    await using cloud = await startTestCloud({
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'one', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300, roles: [role] } } }],
    });
    const [cluster] = await cloud.clusters();
    if (cluster === undefined) return t.fail();
    const asked = { cluster, access: 'public', durationMinutes: null } as const;
    const { yaml } = await cloud.api('mei').fetchKubeconfig(asked);
    const kubeconfig = readKubeconfig(yaml, { file: 'x' });
    const target = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
    const { clientCertificate, clientKey } = target;
    const certificate = readCertificateFacts(clientCertificate ?? '');
    const copies = [{ certificate, clientCertificate, clientKey }];
    const former = { cluster, uid: cloud.uid('mei'), by: 'copies', copies, namespaces: [] } as const;
    const letIn = await cloud.lookWhoIsLetIn(former, undefined);
    t.deepEqual([letIn.claim.kind, letIn.namespaces], ['refuted', namespaces]);
  });
