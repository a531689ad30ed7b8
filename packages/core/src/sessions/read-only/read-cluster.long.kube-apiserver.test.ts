import type { ClientIdentity } from '@ackring/testkit/client-identity';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { type ApiServerTarget, targetByCertificate } from '../../words/target.js';
import { type ClusterQuestion, readCluster } from './read-cluster.js';

// What an assistant may see of a real API server.

function targetOf({ server, authority, pem, key }: ClientIdentity): ApiServerTarget {
  return targetByCertificate({
    ...{ server, certificateAuthority: authority, clientCertificate: pem, clientKey: key },
  });
}

const anything: ClusterQuestion = {
  ...{ apiVersion: 'v1', resource: 'pods', namespace: null, name: null },
  ...{ labelSelector: null, fieldSelector: null, log: null },
};

async function furnish(server: RealApiServer): Promise<void> {
  const place = '/api/v1/namespaces/default';
  await server.create(`${place}/serviceaccounts`, { metadata: { name: 'default' } });
  await server.create(`${place}/secrets`, { metadata: { name: 'hidden' }, stringData: { word: 'marked' } });
  await server.create(`${place}/configmaps`, { metadata: { name: 'seen' }, data: { word: 'marked' } });
  for (const name of ['web', 'db'])
    await server.create(`${place}/pods`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app: name } },
      spec: {
        containers: [{ name: 'main', image: 'main', env: [{ name: 'WORD', value: 'marked' }] }],
        automountServiceAccountToken: false,
      },
    });
}

for (const installed of installedApiServers())
  test.serial(`kube-apiserver ${installed.version}: what is there is seen, and no secret`, async (t) => {
    t.timeout(1_200_000);
    await using server = await startRealApiServer(installed);
    await furnish(server);
    const target = targetOf(server.admin);
    const read = (question: Partial<ClusterQuestion>, of = target) =>
      readCluster(of, { ...anything, ...question }, { environment: {} });
    const codeOf = async (question: Partial<ClusterQuestion>, of = target) =>
      read(question, of).then(
        () => 'read',
        (error: unknown) => (error instanceof AckringError ? error.code : String(error)),
      );

    const everywhere = await read({});
    t.like(everywhere, {
      kind: 'list',
      columns: ['Namespace', 'Name', 'Ready', 'Status', 'Restarts', 'Age'],
    });
    t.deepEqual(everywhere.kind === 'list' && everywhere.rows.map((row) => row.slice(0, 4)), [
      ['default', 'db', '0/1', 'Pending'],
      ['default', 'web', '0/1', 'Pending'],
    ]);
    const labelled = await read({
      namespace: 'default',
      labelSelector: 'app=web',
      fieldSelector: 'status.phase=Pending',
    });
    t.deepEqual(labelled.kind === 'list' && labelled.rows.map(([name]) => name), ['web']);
    t.like(await read({ resource: 'namespaces', name: 'default' }), {
      object: { status: { phase: 'Active' } },
    });
    t.like(await read({ apiVersion: 'apps/v1', resource: 'deployments' }), {
      kind: 'list',
      rows: [],
      isCut: false,
    });
    const seen = [
      await read({ namespace: 'default', name: 'web' }),
      await read({ resource: 'configmaps', namespace: 'default', name: 'seen' }),
      await read({ resource: 'configmaps' }),
      await read({ resource: 'events' }),
    ];
    t.regex(JSON.stringify(seen), /"WORD".*"word"/);
    t.notRegex(JSON.stringify(seen), /marked|bWFya2Vk|managedFields/);

    for (const [question, code] of [
      [{ resource: 'secrets' }, 'Refused'],
      [{ resource: 'secrets', namespace: 'default', name: 'hidden' }, 'Refused'],
      [{ resource: 'SECRETS' }, 'Refused'],
      [{ apiVersion: 'v1/namespaces/default/secrets' }, 'Refused'],
      [{ resource: 'pods/web/exec', namespace: 'default' }, 'Refused'],
      [{ resource: 'pods', name: '..', namespace: 'default' }, 'Refused'],
      [{ resource: 'nowhere' }, 'ResourceNotFound'],
      [{ namespace: 'default', name: 'nobody' }, 'ResourceNotFound'],
    ] as const)
      t.is(await codeOf(question), code, JSON.stringify(question));
    const log = { container: null, lines: 10, isPrevious: false };
    // No kubelet runs it.
    t.deepEqual(await read({ namespace: 'default', name: 'web', log }), {
      kind: 'log',
      lines: [],
      isCut: false,
    });
    t.is(await codeOf({}, { ...target, clientCertificate: null, clientKey: null }), 'Forbidden');
    t.is(await codeOf({}, { ...target, insecureSkipTlsVerify: true }), 'Refused');
    const impersonation = { user: 'admin', uid: null, groups: [], extra: {} };
    t.is(await codeOf({}, { ...target, impersonation }), 'Refused');
    // Nothing listens there.
    t.is(await codeOf({}, { ...target, server: 'https://127.0.0.1:1' }), 'Unreachable');
  });
