import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import { AckringError } from '../words/errors.js';
import { createCredentialSlot } from './cache.js';
import { createExecCredentials, type ExecCredentialsPorts } from './providing.js';

const recipient = { servers: [], authority: null };
const operation = 'DescribeClusterUserKubeconfig';

async function setting(t: ExecutionContext, change: Partial<ExecCredentialsPorts> = {}) {
  const holders = { ops: { daysLeft: 900 }, mei: { daysLeft: 900 } };
  const cloud = await startTestCloud({
    identities: [{ name: 'mei' }],
    clusters: [{ name: 'prod', holders }],
  });
  const folder = await mkdtemp(join(tmpdir(), 'ackring-exec-'));
  t.teardown(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const [cluster] = await cloud.clusters();
  if (cluster === undefined) throw new Error('no cluster');
  const credentials = (caller = 'ops') =>
    createExecCredentials({
      ack: async () => cloud.api(),
      slot: (key) => createCredentialSlot(folder, key),
      whoAsks: async () => ({ caller, endpoint: 'here', withKey: null }),
      lastKeyId: async () => null,
      proofs: {
        caller: async () => ({ uid: cloud.uid('ops'), type: 'user' }),
        revoked: async () => [],
      },
      accountId: async () => cloud.emulator.accountId,
      now: cloud.clock.now,
      ...change,
    });
  const asked = { cluster, access: 'public', durationMinutes: 60, execInfo: undefined, recipient } as const;
  return { cloud, credentials, asked, calls: () => cloud.emulator.requests.count(operation) };
}

test('equal requests ask the cloud once, another caller or life asks again', async (t) => {
  const { credentials, asked, calls } = await setting(t);
  const first = await credentials().execCredential(asked);
  t.deepEqual([first.problem, first.unproven], [null, []]);
  t.is(first.response.apiVersion, 'client.authentication.k8s.io/v1');
  t.deepEqual((await credentials().execCredential(asked)).response, first.response);
  t.is(calls(), 1);
  await credentials('mei').execCredential(asked);
  t.is(calls(), 2);
  await credentials().execCredential({ ...asked, durationMinutes: 61 });
  t.is(calls(), 3);
});

test('kubectl is answered in its version, or refused before any call', async (t) => {
  const { credentials, asked, calls } = await setting(t);
  const version = 'client.authentication.k8s.io/v1beta1';
  const { response } = await credentials().execCredential({
    ...asked,
    execInfo: `{"apiVersion":"${version}"}`,
  });
  t.is(response.apiVersion, version);
  const odd = credentials().execCredential({ ...asked, execInfo: '{}' });
  await t.throwsAsync(odd, { instanceOf: AckringError, code: 'UsageInvalid' });
  t.is(calls(), 1);
});

test('an entry of another cluster is fetched anew as a plug-in', async (t) => {
  const { credentials, asked, calls } = await setting(t);
  const cluster = { config: { clusterId: 'c2' } };
  const execInfo = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', spec: { cluster } });
  const refused = await t.throwsAsync(credentials().execCredential({ ...asked, execInfo }), {
    instanceOf: AckringError,
    code: 'Refused',
  });
  t.regex(refused.remedy, / --exec`/);
  t.is(calls(), 0);
});

test('a caller that may not read the cluster is served, with a note that nothing proves the endpoints', async (t) => {
  const { cloud, credentials, asked } = await setting(t);
  cloud.emulator.faults.add({ operation: 'DescribeClusterDetail', effect: { kind: 'error', status: 403 } });
  const { unproven } = await credentials().execCredential(asked);
  t.is(unproven.length, 1);
});

test("another identity's certificate is neither served nor kept", async (t) => {
  const { cloud, credentials, asked, calls } = await setting(t);
  const undo = cloud.emulator.faults.add({ effect: { kind: 'misissue', flaw: 'otherIdentity' } });
  await t.throwsAsync(credentials().execCredential(asked), {
    instanceOf: AckringError,
    code: 'IssuedRefused',
  });
  undo();
  await credentials().execCredential(asked);
  t.is(calls(), 2);
});

const inventory = (server: string, accountId: string | null) => ({ access: { server, accountId } }) as const;

test('an inventory’s cluster is served at each server that the cloud has for it, once', async (t) => {
  const { cloud, credentials, asked, calls } = await setting(t);
  const { endpoints } = await (await cloud.api()).describeCluster(asked.cluster);
  const servers = [...endpoints.public, ...endpoints.private];
  t.true(servers.length >= 2);
  for (const server of servers)
    for (const account of [null, cloud.emulator.accountId, null, cloud.emulator.accountId]) {
      const { unproven } = await credentials().execCredential({ ...asked, ...inventory(server, account) });
      t.deepEqual(unproven, []);
    }
  t.is(calls(), servers.length * 2);
});

test('an inventory’s cluster of another account, at another server or unreadable: nothing is issued', async (t) => {
  const { cloud, credentials, asked, calls } = await setting(t);
  const { endpoints } = await (await cloud.api()).describeCluster(asked.cluster);
  const [server = ''] = endpoints.public;
  const refused = async (change: object, code: string) =>
    t.throwsAsync(credentials().execCredential({ ...asked, ...change }), { instanceOf: AckringError, code });
  const ofOther = await refused(inventory(server, '1999999999999999'), 'Refused');
  t.regex(ofOther.message, new RegExp(`1999999999999999.* ${cloud.emulator.accountId}$`));
  await refused(inventory('https://203.0.113.99:6443', null), 'Refused');
  await refused(inventory(`${server}0`, cloud.emulator.accountId), 'Refused');
  await refused(inventory('https://127.0.0.1:1', null), 'Refused');
  const cluster = { ...asked.cluster, id: `c${'0'.repeat(32)}` };
  await refused({ ...inventory(server, null), cluster }, 'ClusterNotFound');
  cloud.emulator.faults.add({ operation: 'DescribeClusterDetail', effect: { kind: 'error', status: 403 } });
  await refused(inventory(server, null), 'Forbidden');
  t.is(calls(), 0);
});

test('a cancelled caller does not wait', async (t) => {
  const { credentials, asked } = await setting(t);
  const stopped = credentials().execCredential(asked, { signal: AbortSignal.abort() });
  await t.throwsAsync(stopped, { instanceOf: AckringError, code: 'Cancelled' });
});

test('a clock that is behind costs no certificate a call, and makes none last longer than it does', async (t) => {
  for (const behindMs of [0, 4, 7, 11].map((minutes) => minutes * 60_000)) {
    const { cloud, credentials, asked, calls } = await setting(t, {
      now: () => new Date(cloud.clock.now().getTime() - behindMs),
    });
    const first = await credentials().execCredential(asked);
    t.deepEqual((await credentials().execCredential(asked)).response, first.response);
    t.is(calls(), 1);
    const endsInMs = Date.parse(first.response.status.expirationTimestamp) - cloud.clock.now().getTime();
    t.true(endsInMs + Math.max(0, behindMs - 360_000) <= 3_600_000);
  }
});
