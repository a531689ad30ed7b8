import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';
import { hasSnapshot } from '../snapshot.js';

async function controlled() {
  const cloud = await startCloud('single', { now: new Date('2026-01-01T00:00:00Z') });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${cloud.emulator.endpoints.control}${path}`, {
      method,
      headers: { authorization: `Bearer ${cloud.emulator.controlToken}`, ...headers },
      ...content,
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  return { ...cloud, call, [Symbol.asyncDispose]: cloud.emulator.stop };
}

test('the clock is read, set, advanced and frozen over HTTP', async (t) => {
  await using cloud = await controlled();
  t.is((await cloud.call('POST', '/clock/freeze')).status, 200);
  t.deepEqual(await cloud.call('PUT', '/clock', { now: '2027-05-05T00:00:00Z' }), {
    status: 200,
    body: { now: '2027-05-05T00:00:00.000Z' },
  });
  await cloud.call('POST', '/clock/advance', { ms: 86_400_000 });
  t.deepEqual((await cloud.call('GET', '/clock')).body, { now: '2027-05-06T00:00:00.000Z' });
  t.is((await cloud.call('POST', '/clock/follow')).status, 200);
  t.is((await cloud.call('POST', '/clock/advance', { ms: 1e300 })).status, 400);
  t.is((await cloud.call('GET', '/clock')).status, 200);
});

test('what was removed is listed, restored and deleted over HTTP', async (t) => {
  await using cloud = await controlled();
  const request = new CS.CleanClusterUserPermissionsRequest({ force: true });
  const clean = async () => {
    await cloud
      .client('root')
      .cleanClusterUserPermissions(cloud.cluster('single').id, cloud.uid('ops'), request);
    const [{ clusterId, commonName }] = (await cloud.call('GET', '/recycle-bin')).body;
    return { clusterId, commonName };
  };
  t.is((await cloud.call('POST', '/recycle-bin/restore', await clean())).status, 204);
  t.is((await cloud.call('POST', '/recycle-bin/delete', await clean())).status, 204);
  t.deepEqual((await cloud.call('GET', '/recycle-bin')).body, []);
  t.is((await cloud.call('POST', '/recycle-bin/restore', { clusterId: 'c', commonName: 'n' })).status, 400);
});

test('faults are added, scripted, listed and cleared over HTTP', async (t) => {
  await using cloud = await controlled();
  const fault = { operation: 'DescribeClustersForRegion', effect: { kind: 'error', status: 503 } };
  t.is((await cloud.call('POST', '/faults', fault)).status, 204);
  t.deepEqual((await cloud.call('GET', '/faults')).body, [fault]);
  await t.throwsAsync(cloud.list(), { code: 'ServiceUnavailable' });
  await cloud.call('DELETE', '/faults');
  await t.notThrowsAsync(cloud.list());
  await cloud.call('POST', '/faults/script', {
    operation: 'DescribeClustersForRegion',
    effects: [null, { kind: 'throttle' }],
  });
  await t.notThrowsAsync(cloud.list());
  await t.throwsAsync(cloud.list(), { code: 'Throttling.User' });
});

test('requests are logged without secrets and counted', async (t) => {
  await using cloud = await controlled();
  await cloud.fetch('single');
  await cloud.fetch('single');
  t.is((await cloud.call('GET', '/counters')).body.DescribeClusterUserKubeconfig, 2);
  const { body } = await cloud.call('GET', '/requests?operation=DescribeClusterUserKubeconfig');
  t.like(body[0], { service: 'cs', status: 200, accessKeyId: cloud.emulator.identities['ops']?.accessKeyId });
  t.notRegex(JSON.stringify(body), /Signature|PRIVATE|client-key/);
  await fetch(`${cloud.emulator.endpoints.kms}/?Action=CreateSecret&SecretData=hidden`, { method: 'POST' });
  const asked = await cloud.call('GET', '/requests?operation=CreateSecret');
  t.is(asked.body[0].query, 'Action=CreateSecret&SecretData=***');
  await cloud.call('DELETE', '/requests');
  t.deepEqual((await cloud.call('GET', '/counters')).body, {});
});

test('everything needed to connect is reported: endpoints, credentials and authorities', async (t) => {
  await using cloud = await controlled();
  const { body } = await cloud.call('GET', '/');
  t.is(body.environment.ACKRING_CS_ENDPOINT, cloud.emulator.endpoints.cs);
  t.is(body.controlToken, cloud.emulator.controlToken);
  t.is(body.identities.ops.accessKeySecret, cloud.emulator.identities['ops']?.accessKeySecret);
  t.is(body.clusters[0].certificateAuthority, (await cloud.fetch('single')).authority);
});

test('a snapshot is taken over HTTP', async (t) => {
  await using cloud = await controlled();
  const directory = await mkdtemp(join(tmpdir(), 'ackring-control-'));
  t.teardown(() => rm(directory, { recursive: true }));
  t.is((await cloud.call('POST', '/snapshot', { directory: join(directory, 'a') })).status, 204);
  t.true(hasSnapshot(join(directory, 'a')));
});

test('mistakes are reported with their place', async (t) => {
  await using cloud = await controlled();
  const wrong = await cloud.call('POST', '/faults', { effect: { kind: 'error', status: 'x' } });
  t.is(wrong.status, 400);
  t.regex(wrong.body.error.message, /effect\.status/);
  t.is((await cloud.call('POST', '/clock/advance', { ms: -1 })).status, 400);
  t.is((await cloud.call('GET', '/nowhere')).status, 404);
});

const stranger = test.macro({
  title: (what) => `${what} steers nothing and learns nothing`,
  async exec(t, authorization: (token: string) => string) {
    await using cloud = await controlled();
    const headers = { authorization: authorization(cloud.emulator.controlToken) };
    const before = cloud.emulator.clock.now();
    for (const [method, path, body] of [
      ['GET', '/', undefined],
      ['PUT', '/clock', { now: '2027-05-05T00:00:00Z' }],
      ['POST', '/faults', { effect: { kind: 'reset' } }],
      ['PUT', '/switches', { retired: 'gone' }],
      ['POST', '/snapshot', { directory: '/nowhere' }],
      ['GET', '/nowhere', undefined],
    ] as const) {
      const answer = await cloud.call(method, path, body, headers);
      t.is(answer.status, 401, `${method} ${path}`);
      t.deepEqual(Object.keys(answer.body), ['error']);
      t.false(JSON.stringify(answer.body).includes(cloud.emulator.controlToken));
    }
    t.true(cloud.emulator.clock.now().getTime() - before.getTime() < 86_400_000);
    t.deepEqual(cloud.emulator.faults.list(), []);
  },
});

test('no token', stranger, () => '');
test('another token', stranger, (token) => `Bearer ${[...token].reverse().join('')}`);
test('half of the token', stranger, (token) => `Bearer ${token.slice(0, 20)}`);
test('the token and more', stranger, (token) => `Bearer ${token}x`);
test('the token without its scheme', stranger, (token) => token);

test('every start has its own token', async (t) => {
  await using one = await controlled();
  await using other = await controlled();
  t.not(one.emulator.controlToken, other.emulator.controlToken);
  t.regex(one.emulator.controlToken, /^[\w-]{43}$/);
});

test('the switches are read and set over HTTP, and only to known values', async (t) => {
  await using cloud = await controlled();
  const usual = (await cloud.call('GET', '/switches')).body;
  t.deepEqual((await cloud.call('PUT', '/switches', { lagMs: 3000 })).body, { ...usual, lagMs: 3000 });
  t.is(cloud.emulator.world.switches.lagMs, 3000);
  for (const wrong of [{ lagMs: -1 }, { lagMs: 'long' }, { retired: 'yes' }, { unknown: true }]) {
    t.is((await cloud.call('PUT', '/switches', wrong)).status, 400);
  }
  t.is(cloud.emulator.world.switches.lagMs, 3000);
});
