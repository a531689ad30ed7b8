import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import type { AckOrigin, ContextEntry, Credential } from '../kubeconfig/context-entry.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { DescribedCluster } from '../words/cluster.js';
import { resolveAccess } from '../words/endpoints.js';
import { createCloudNames } from './cloud-names.js';
import type { Caller } from './fetch-proved.js';

const operations = [
  'DescribeClusterUserKubeconfig',
  'DescribeUserClusterNamespaces',
  'DescribeClusterDetail',
];

interface Setting {
  readonly cloud: TestCloud;
  readonly cluster: DescribedCluster;
  readonly entry: ContextEntry;
  readonly names: (caller?: Partial<Caller>) => ReturnType<typeof createCloudNames>;
  /** The calls since last time: for kubeconfigs, namespaces, details. */
  readonly calls: () => readonly number[];
}

async function setting(t: ExecutionContext): Promise<Setting> {
  const holders = { ops: { daysLeft: 900, roles: ['dev@team'] } };
  const apiServer = { objects: [{ kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'team' } }] };
  const clusters = [{ name: 'prod', privateReachable: true, holders, apiServer }];
  const cloud = await startTestCloud({ clusters });
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const [cluster] = await cloud.described();
  if (cluster === undefined) throw new Error('no cluster');
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await cloud.api().fetchKubeconfig({ cluster, access, durationMinutes: null });
  const [entry] = listContexts([readKubeconfig(yaml, { file: 'f' })], cloud.clock.now());
  if (entry === undefined) throw new Error('no context');
  cloud.emulator.requests.clear();
  const names: Setting['names'] = (caller = {}) =>
    createCloudNames({
      ack: async () => cloud.api(),
      caller: async () => ({ uid: cloud.uid('ops'), type: 'user', ...caller }),
      clock: cloud.clock,
    });
  const calls = (): readonly number[] => {
    const counts = operations.map((operation) => cloud.emulator.requests.count(operation));
    cloud.emulator.requests.clear();
    return counts;
  };
  return { cloud, cluster, entry, names, calls };
}

function with_(entry: ContextEntry, ack: Partial<AckOrigin> | null, credential?: Credential): ContextEntry {
  const origin = ack === null || entry.ack === null ? null : { ...entry.ack, ...ack };
  return { ...entry, ack: origin, credential: credential ?? entry.credential };
}

test('for the caller’s own certificate the cloud gives its current name and its namespaces, each asked once', async (t) => {
  const { cluster, entry, names, calls } = await setting(t);
  const told = names();
  const { credential } = entry;
  const name = credential.kind === 'certificate' ? credential.subject.commonName : '';
  t.is(await told.currentName(entry, cluster, undefined), name);
  t.deepEqual(await told.ownNamespaces(entry, cluster, undefined), ['team']);
  t.deepEqual(calls(), [1, 1, 0]);
  t.is(await told.currentName(entry, cluster, undefined), name);
  t.deepEqual(await told.ownNamespaces(entry, cluster, undefined), ['team']);
  t.deepEqual(calls(), [0, 0, 0]);
});

test("a cluster's region comes from the fleet, else from the context; endpoints are requested if needed", async (t) => {
  const { cluster, entry, names, calls } = await setting(t);
  const region = cluster.region;
  const placed = with_(entry, { region });
  t.not(await names().currentName(placed, null, undefined), null);
  t.deepEqual(calls(), [1, 0, 1]);
  t.deepEqual(await names().ownNamespaces(placed, null, undefined), ['team']);
  t.not(await names().currentName(placed, { ...cluster, endpoints: null }, undefined), null);
  t.deepEqual(calls(), [1, 1, 1]);
  // The fleet is right if the two differ.
  t.not(await names().currentName(with_(entry, { region: 'cn-beijing' }), cluster, undefined), null);
});

test('the access is that of the context, or any if it names none', async (t) => {
  const { cloud, cluster, entry, names } = await setting(t);
  for (const [access, asked] of [
    ['private', 'true'],
    ['public', 'false'],
    [null, 'false'],
  ] as const) {
    cloud.emulator.requests.clear();
    await names().currentName(with_(entry, { access }), cluster, undefined);
    const [request] = cloud.emulator.requests.of('DescribeClusterUserKubeconfig');
    t.is(new URLSearchParams(request?.query).get('PrivateIpAddress') ?? 'false', asked, String(access));
  }
});

test('no call is made unless the cluster is known and the certificate is the caller’s', async (t) => {
  const { cluster, entry, names, calls } = await setting(t);
  const token: Credential = { kind: 'token' };
  const nothing: [ContextEntry, DescribedCluster | null, Partial<Caller>?][] = [
    [with_(entry, null), null],
    [with_(entry, null), cluster],
    [with_(entry, { region: null }), null],
    [with_(entry, {}, token), cluster],
    [entry, cluster, { uid: '299999999999999999' }],
    [entry, cluster, { uid: '299999999999999999', type: 'root' }],
  ];
  for (const [each, known, caller] of nothing) {
    t.is(await names(caller).currentName(each, known, undefined), null);
    t.deepEqual(await names(caller).ownNamespaces(each, known, undefined), []);
  }
  t.deepEqual(calls(), [0, 0, 0]);
});

test('the account root’s certificates are its own under another name, and nobody else’s', async (t) => {
  const { cluster, entry, names, calls } = await setting(t);
  const { credential } = entry;
  if (credential.kind !== 'certificate') return t.fail();
  const roots = with_(entry, {}, { ...credential, uid: 'kubernetes-admin' });
  t.deepEqual(await names({ type: 'user' }).ownNamespaces(roots, cluster, undefined), []);
  t.deepEqual(calls(), [0, 0, 0]);
  t.deepEqual(await names({ type: 'root' }).ownNamespaces(roots, cluster, undefined), ['team']);
  t.deepEqual(calls(), [0, 1, 0]);
});

test('a cancelled caller does not wait', async (t) => {
  const { cluster, entry, names } = await setting(t);
  await t.throwsAsync(names().currentName(entry, cluster, AbortSignal.abort()));
  await t.throwsAsync(names().ownNamespaces(entry, cluster, AbortSignal.abort()));
});

test('whether a cluster takes tokens is asked of the cloud, unless nobody knows where it is', async (t) => {
  const { cluster, entry, names } = await setting(t);
  t.is(await names().authenticator(entry, cluster, undefined), 'missing');
  t.is(await names().authenticator(with_(entry, null), null, undefined), null);
});
