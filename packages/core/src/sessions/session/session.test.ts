import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import type { JournalDraft } from '../../journal/journal.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { sentenceOf, toText } from '../../words/say.js';
import { visit } from '../visit/visit.js';
import { type JournalledPorts, openSession, type SessionRequest } from './session.js';

// What a command gets for one cluster: its kubeconfig, and its environment.

type Environment = JournalledPorts['environment'];

async function setting(
  t: ExecutionContext,
  {
    environment = {},
    isReadOnly = false,
  }: {
    readonly environment?: Environment;
    readonly isReadOnly?: boolean;
  } = {},
) {
  const cloud = await startTestCloud({ clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] });
  const root = await mkdtemp(join(tmpdir(), 'ackring-session-'));
  t.teardown(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });
  const [cluster] = await cloud.described();
  if (cluster === undefined) throw new Error('no cluster');
  const asked: string[] = [];
  const noted: JournalDraft[] = [];
  const api = cloud.api();
  const ports: JournalledPorts = {
    ack: async () => ({
      describeCluster: async (...of) => {
        asked.push('describe');
        return api.describeCluster(...of);
      },
      fetchKubeconfig: async (...of) => {
        asked.push('fetch');
        return api.fetchKubeconfig(...of);
      },
    }),
    issue: async () => async (request, signal) => {
      asked.push('issue');
      return api.fetchKubeconfig(request, signal);
    },
    isReadOnly: async () => isReadOnly,
    proofs: {
      caller: async () => ({ uid: cloud.uid('ops'), type: 'user' }),
      revoked: async () => [],
    },
    ...{
      clock: cloud.clock,
      environment,
      root,
      journal: { record: async (draft) => void noted.push(draft) },
    },
  };
  const request: SessionRequest = {
    ...{ cluster, access: 'auto', durationMinutes: 15, namespace: null },
    ...{ isReadOnly: false, withSecrets: false },
  };
  return { cloud, cluster, ports, request, asked, noted };
}

type Setting = Awaited<ReturnType<typeof setting>>;

async function opened({ ports, request }: Setting, change: Partial<SessionRequest> = {}) {
  const session = await openSession({ ...request, ...change }, ports, undefined);
  const { contexts, clusters, users } = readKubeconfig(await readFile(session.kubeconfig, 'utf8'), {
    file: 'f',
  });
  await session.close();
  return { session, context: contexts[0], cluster: clusters[0], user: users[0] };
}

test('a command gets a certificate of its own, while the session lasts', async (t) => {
  const here = await setting(t);
  for (const namespace of ['shop', null]) {
    const { session, context, cluster, user } = await opened(here, { namespace });
    t.like(context, { name: 'prod', cluster: 'prod', user: 'prod', namespace });
    t.is(cluster?.server, here.cluster.endpoints.public[0]);
    t.is(user?.clientCertificate?.kind, 'inline');
    t.is(user?.token, null);
    t.deepEqual(session.refused(), []);
    t.false(session.isReadOnly);
    await t.throwsAsync(access(session.folder.path), { code: 'ENOENT' });
  }
  t.deepEqual(here.asked, ['fetch', 'fetch']);
});

test('a cluster whose endpoints are unknown is asked for them', async (t) => {
  const here = await setting(t);
  const { cluster } = await opened(here, { cluster: { ...here.cluster, endpoints: null } });
  t.is(cluster?.server, here.cluster.endpoints.public[0]);
  t.deepEqual(here.asked, ['describe', 'fetch']);
});

for (const [asked, mode] of [
  [true, false],
  [false, true],
] as const)
  test(`a read-only session, ${asked ? 'as asked' : 'in read-only mode'}, has a proxy and no certificate`, async (t) => {
    const here = await setting(t, { isReadOnly: mode });
    const { session, cluster, user } = await opened(here, { isReadOnly: asked });
    t.true(session.isReadOnly);
    t.regex(cluster?.server ?? '', /^https:\/\/127\.0\.0\.1:/);
    t.is(user?.clientCertificate, null);
    t.is(user?.clientKey, null);
    t.not(user?.token, null);
    t.deepEqual(here.asked, ['issue']);
  });

const proxies: [own: Environment, upper: string, lower: string][] = [
  [{}, '127.0.0.1', '127.0.0.1'],
  [{ NO_PROXY: 'a' }, 'a,127.0.0.1', 'a,127.0.0.1'],
  [{ no_proxy: 'b' }, 'b,127.0.0.1', 'b,127.0.0.1'],
  [{ NO_PROXY: 'a', no_proxy: 'b' }, 'a,127.0.0.1', 'b,127.0.0.1'],
  [{ NO_PROXY: '', no_proxy: 'b' }, 'b,127.0.0.1', 'b,127.0.0.1'],
  [{ NO_PROXY: 'a', no_proxy: '' }, 'a,127.0.0.1', 'a,127.0.0.1'],
];

test('past a proxy of the network only what was exempt goes, and the session’s own', async (t) => {
  for (const [environment, upper, lower] of proxies) {
    const here = await setting(t, { environment });
    const { environment: own } = (await opened(here)).session;
    t.deepEqual([own['NO_PROXY'], own['no_proxy']], [environment['NO_PROXY'], environment['no_proxy']]);
    const { environment: readOnly } = (await opened(here, { isReadOnly: true })).session;
    t.deepEqual([readOnly['NO_PROXY'], readOnly['no_proxy']], [upper, lower], JSON.stringify(environment));
  }
});

test('a command keeps its environment, without the cloud and without another cluster', async (t) => {
  const kept = { PATH: '/bin', KUBECTL_EXTERNAL_DIFF: 'diff', KUBERNETES_MASTERS: '3' };
  const here = await setting(t, {
    environment: {
      ...kept,
      ...{ KUBECONFIG: '/home/config', KUBERNETES_EXEC_INFO: '{}', KUBERNETES_MASTER: 'https://x' },
      ...{ HELM_KUBECONTEXT: 'x', HELM_KUBETOKEN: 'x', ALIBABA_CLOUD_ACCESS_KEY_ID: 'x' },
    },
  });
  const { session } = await opened(here);
  t.deepEqual(session.environment, {
    ...kept,
    KUBECONFIG: session.kubeconfig,
    ACKRING_CLUSTER_ID: here.cluster.id,
    ACKRING_CLUSTER_NAME: 'prod',
    ACKRING_CLUSTER_REGION: here.cluster.region,
  });
});

for (const isReadOnly of [false, true])
  test(`a visit is recorded by its program’s name${isReadOnly ? ', and as read-only' : ''}`, async (t) => {
    const here = await setting(t, { environment: { PATH: process.env['PATH'] } });
    const words = ['/bin/sh', '-c', 'exit 3'] as const;
    const asked = { ...here.request, isReadOnly };
    const visited = await visit(asked, { kind: 'program', words: [...words] }, here.ports);
    t.like(visited, { status: 3, hasEnded: false, refused: [] });
    t.deepEqual(
      here.noted.map(({ action, phase, summary }) => [action, phase, toText(sentenceOf(summary))]),
      ['started', 'done'].map((phase) => ['shell', phase, `sh in prod${isReadOnly ? ', read-only' : ''}`]),
    );
    t.like(here.noted[1]?.details, { cluster: here.cluster.id, isReadOnly, status: 3 });
    const late = await visit(asked, { kind: 'program', words: [...words] }, here.ports, {
      within: async ({ notAfter }, run) => {
        const left = notAfter.getTime() - here.cloud.clock.now().getTime();
        await here.cloud.emulator.clock.advance(left);
        return run();
      },
    });
    t.true(late.hasEnded);
  });
