import { officialAckClient } from '@ackring/testkit/official-ack-client';
import { keyOf } from '@ackring/testkit/official-rpc-client';
import CS from '@alicloud/cs20151215';
import OpenApi from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import test from 'ava';
import { type Emulator, type StartOptions, startEmulator } from '../start.js';

const start = (options: StartOptions = {}) => startEmulator({ scenario: 'single', ...options });

function regions(emulator: Emulator, key = keyOf(emulator, 'ops')) {
  return officialAckClient(emulator, key).describeRegions(new CS.DescribeRegionsRequest());
}

test('a wrong secret is a wrong signature', async (t) => {
  await using emulator = await start();
  const key = { ...keyOf(emulator, 'ops'), accessKeySecret: 'wrong' };
  t.like(await t.throwsAsync(regions(emulator, key)), { code: 'SignatureDoesNotMatch', statusCode: 400 });
});

test('an unknown key is not found', async (t) => {
  await using emulator = await start();
  const key = { accessKeyId: 'LTAI5tNobody', accessKeySecret: 'x' };
  t.like(await t.throwsAsync(regions(emulator, key)), {
    code: 'InvalidAccessKeyId.NotFound',
    statusCode: 404,
  });
});

test('a disabled key, and the key of a user who was deleted, are refused', async (t) => {
  await using emulator = await startEmulator({
    scenario: { identities: [{ name: 'tom', state: 'Deleted' }, { name: 'mei' }] },
  });
  const [key] = emulator.world.identities.byName('mei')?.accessKeys ?? [];
  if (!key) return t.fail();
  key.active = false;
  await t.throwsAsync(regions(emulator, keyOf(emulator, 'mei')), { code: 'InvalidAccessKeyId.Inactive' });
  await t.throwsAsync(regions(emulator, keyOf(emulator, 'tom')), { code: 'InvalidAccessKeyId.NotFound' });
});

const skew = test.macro({
  title: (_, minutes: number, isTaken: boolean) =>
    `a client ${minutes} minutes off is ${isTaken ? 'heard' : 'refused'}`,
  async exec(t, minutes: number, isTaken: boolean) {
    await using emulator = await start({ skewMs: minutes * 60_000 });
    if (isTaken) await t.notThrowsAsync(regions(emulator));
    else await t.throwsAsync(regions(emulator), { code: 'InvalidTimeStamp.Expired' });
  },
});

test(skew, 14, true);
test(skew, -14, true);
test(skew, 16, false);
test(skew, -16, false);

test('clients keep the machine’s time wherever the clock is set', async (t) => {
  await using emulator = await start({ now: new Date('2031-01-01T00:00:00Z') });
  await t.notThrowsAsync(regions(emulator));
  await emulator.clock.set(new Date('2041-01-01T00:00:00Z'));
  await t.notThrowsAsync(regions(emulator));
});

/** A request signed by the vendor's own code, to be sent as often as one likes. */
function signedRequest(emulator: Emulator, change: { path?: string; body?: string } = {}) {
  const key = keyOf(emulator, 'ops');
  const { host } = new URL(emulator.endpoints.cs);
  const payload = OpenApi.OpenApiUtil.hash(Buffer.from(''), 'ACS3-HMAC-SHA256').toString('hex');
  const headers: Record<string, string> = {
    host,
    'x-acs-action': 'DescribeRegions',
    'x-acs-version': '2015-12-15',
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': 'once',
    'x-acs-content-sha256': payload,
  };
  const signed = new $dara.Request();
  Object.assign(signed, { method: 'GET', pathname: '/regions', headers, query: { a: "b c*'(~" } });
  headers['authorization'] = OpenApi.OpenApiUtil.getAuthorization(
    signed,
    'ACS3-HMAC-SHA256',
    payload,
    key.accessKeyId,
    key.accessKeySecret,
  );
  const url = `${emulator.endpoints.cs}${change.path ?? '/regions'}?a=b%20c%2A%27%28~`;
  return async () => {
    const response = await fetch(url, { headers });
    return { status: response.status, body: await response.json() };
  };
}

test('a nonce is good once', async (t) => {
  await using emulator = await start();
  const send = signedRequest(emulator);
  t.is((await send()).status, 200);
  t.like(await send(), { status: 400, body: { Code: 'SignatureNonceUsed' } });
});

test('a signature holds for its own path alone', async (t) => {
  await using emulator = await start();
  t.like(await signedRequest(emulator, { path: '/events' })(), {
    body: { Code: 'SignatureDoesNotMatch' },
  });
});

test('a request without a signature is incomplete, and every answer carries its id', async (t) => {
  await using emulator = await start();
  const response = await fetch(`${emulator.endpoints.cs}/regions`);
  const body = await response.json();
  t.like(body, {
    Code: 'IncompleteSignature',
    RequestId: response.headers.get('x-acs-request-id'),
  });
});

test('a session signs with its token, to its end', async (t) => {
  await using emulator = await startEmulator({ scenario: { identities: [{ name: 'role', type: 'role' }] } });
  const role = emulator.world.identities.byName('role');
  if (!role) return t.fail();
  const expires = new Date(emulator.clock.now().getTime() + 3_600_000);
  const session = emulator.world.identities.openSession(role, { name: 'test', expires });
  await t.notThrowsAsync(regions(emulator, session));
  const stranger = { ...session, securityToken: 'x' };
  await t.throwsAsync(regions(emulator, stranger), { code: 'InvalidSecurityToken.MismatchWithAccessKey' });
  const { accessKeyId, accessKeySecret } = session;
  await t.throwsAsync(regions(emulator, { accessKeyId, accessKeySecret }), { code: 'MissingSecurityToken' });
  await emulator.clock.advance(3_600_000);
  await t.throwsAsync(regions(emulator, session), { code: 'InvalidSecurityToken.Expired' });
});
