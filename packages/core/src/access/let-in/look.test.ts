import { startTestCloud } from '@ackring/testkit/access-cloud';
import { answeredAs } from '@ackring/testkit/answered';
import { reachedCluster } from '@ackring/testkit/reached-cluster';
import test from 'ava';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { RbacBinding } from '../../machine/api-server/rbac-reader.js';
import type { CertificateFacts } from '../../words/certificate.js';
import { type Former, type LetInPorts, lookWhoIsLetIn } from './look.js';

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

/** Whom the server was asked about, as `own key` or by name, and in how many namespaces at once. */
async function asked(former: Partial<Former>, change: Partial<LetInPorts> = {}): Promise<readonly string[]> {
  const { ports, cluster, yaml } = await reachedCluster();
  const kubeconfig = readKubeconfig(yaml, { file: 'x' });
  const target = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
  const told: string[] = [];
  await lookWhoIsLetIn(
    { cluster, uid: '42', by: 'holder', copies: [], namespaces: [], ...former },
    {
      rbac: { listBindings: async () => ({ bindings: [], problem: null }) },
      apiServer: {
        whoAmI: async ({ impersonation, clientKey }, { namespaces = [], alsoRules, timeoutMs }) => {
          const who = impersonation?.user ?? clientKey;
          told.push(`${who} ${namespaces.length}${alsoRules === true ? '' : ' without rules'} ${timeoutMs}`);
          return answeredAs('x');
        },
      },
      clock: ports.clock,
      reach: async () => ({ target, commonName: '42-today' }),
      ...change,
    },
    undefined,
  );
  return told;
}

const copyOf = async (clientKey: string | null, endsInMs: number): Promise<Former['copies']> => {
  const { ports, yaml } = await reachedCluster();
  const kubeconfig = readKubeconfig(yaml, { file: 'x' });
  const { clientCertificate } = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
  const certificate: CertificateFacts = {
    ...readCertificateFacts(clientCertificate ?? ''),
    subject: { organizations: [], commonName: '42-1' },
    notAfter: new Date(ports.clock.now().getTime() + endsInMs),
  };
  return [{ certificate, clientCertificate, clientKey }];
};

for (const [what, key, endsInMs, who] of [
  ['its own key is at hand', 'own key', 1, 'own key'],
  ['its key is not at hand', null, 1, '42-1'],
  ['it ends now', 'own key', 0, '42-1'],
] as const)
  test(`a former certificate is tried as ${who} where ${what}`, async (t) => {
    const copies = await copyOf(key, endsInMs);
    t.deepEqual(await asked({ by: 'copies', copies }), [`${who} 1 10000`]);
    t.deepEqual(await asked({ copies }), [`${who} 1 10000`, '42 1 10000']);
  });

const names: readonly (readonly [name: string, isAsked: boolean])[] = [
  ['42', true],
  ['42-2', true],
  ['421-2', false],
  ['43-2', false],
  ['42-today', false],
];

for (const [name, isAsked] of names)
  test(`a binding of ${name} names ${isAsked ? 'a' : 'no'} former certificate of 42`, async (t) => {
    const binding: RbacBinding = {
      ...{ kind: 'ClusterRoleBinding', name: 'b', namespace: null },
      ...{ role: { kind: 'ClusterRole', name: 'edit' }, subjects: [{ kind: 'User', name, namespace: null }] },
    };
    const rbac = { listBindings: async () => ({ bindings: [binding], problem: null }) };
    const told = await asked({}, { rbac });
    const expected = new Set(['42', ...(isAsked ? [name] : [])]);
    t.deepEqual(told.toSorted(), [...expected].map((each) => `${each} 1 10000`).toSorted());
  });

test('a server is asked about eight namespaces at once', async (t) => {
  const namespaces = Array.from({ length: 8 }, (_, index) => `n${index}`);
  t.deepEqual(await asked({ namespaces: namespaces.slice(1) }), ['42 8 10000']);
  t.deepEqual(await asked({ namespaces }, { timeoutMs: 7 }), ['42 8 7', '42 1 7']);
});
