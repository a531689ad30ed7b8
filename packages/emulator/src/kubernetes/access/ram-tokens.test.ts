import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { type VendorTokenKey, vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const now = new Date('2025-01-15T03:07:00Z');
const date = '2025-01-15T03:07:00Z';
const mappings = '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings';
const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const addon = 'ack-ram-authenticator';

async function mapped({ addons = [addon] }: { readonly addons?: readonly string[] } = {}) {
  const cloud = await startCloud(
    {
      identities: [{ name: 'mei' }, { name: 'ci', type: 'role', trusts: ['root'] }],
      clusters: [
        {
          name: 'a',
          addons,
          holders: {
            ops: { daysLeft: 900, mapped: true },
            mei: { daysLeft: 900, roles: [] },
            ci: { daysLeft: null, roles: ['dev@default'], mapped: true },
          },
        },
        { name: 'b', addons, holders: { ops: { daysLeft: 900, mapped: true } } },
      ],
    },
    { now },
  );
  cloud.emulator.clock.freeze();
  const issued = await cloud.fetch('a');
  const { server, authority } = issued;
  const bearing = (token: string, method = 'POST', path = review) =>
    askKubernetes({ server, authority }, method, path, method === 'POST' ? {} : undefined, {
      authorization: `Bearer ${token}`,
    });
  const tokenOf = (key: VendorTokenKey, cluster = 'a') =>
    vendorRamToken(cloud.cluster(cluster).id, key, date);
  const admin = (method: string, path: string, body?: unknown) => askKubernetes(issued, method, path, body);
  return { cloud, issued, bearing, tokenOf, admin, [Symbol.asyncDispose]: () => cloud.emulator.stop() };
}

const usernameIn = (body: object): unknown => {
  const { status } = body as { status?: { userInfo?: { username?: string } } };
  return status?.userInfo?.username;
};

test('a token signed like the vendor’s tool does authenticates its mapped identity, any number of times', async (t) => {
  await using place = await mapped();
  const token = place.tokenOf(keyOf(place.cloud.emulator, 'ops'));
  for (const _ of [1, 2]) {
    const { status, body } = await place.bearing(token);
    t.is(status, 201);
    t.is(usernameIn(body), place.issued.commonName);
  }
  t.is((await place.bearing(token, 'GET', '/api/v1/namespaces')).status, 200);
});

test('a session authenticates as its role, with the role’s rights', async (t) => {
  await using place = await mapped();
  const { emulator } = place.cloud;
  const call = officialRpcClient(emulator.endpoints.sts, '2015-04-01', keyOf(emulator, 'ops'));
  const role = { RoleArn: emulator.identities['ci']?.arn ?? '', RoleSessionName: 'build-7' };
  const { Credentials } = (await call('AssumeRole', role)) as {
    Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
  };
  const key = {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    securityToken: Credentials.SecurityToken,
  };
  const token = place.tokenOf(key);
  const { body } = await place.bearing(token);
  t.regex(JSON.stringify(body), /"sessionName":\["build-7"\]/);
  t.is((await place.bearing(token, 'GET', '/api/v1/namespaces/default/pods')).status, 200);
  t.is((await place.bearing(token, 'GET', '/api/v1/nodes')).status, 403);
});

test('an unmapped identity gets 401 until a mapping is created, and then has the rights that RBAC grants', async (t) => {
  await using place = await mapped();
  const { emulator } = place.cloud;
  const token = place.tokenOf(keyOf(emulator, 'mei'));
  t.is((await place.bearing(token)).status, 401);
  const mapping = {
    apiVersion: 'ramauthenticator.k8s.alibabacloud/v1alpha1',
    kind: 'RAMIdentityMapping',
    metadata: { name: 'mei' },
    spec: { arn: emulator.identities['mei']?.arn, username: 'mei', groups: ['web'] },
  };
  t.is((await place.admin('POST', mappings, mapping)).status, 201);
  t.is(usernameIn((await place.bearing(token)).body), 'mei');
  t.is((await place.bearing(token, 'GET', '/api/v1/namespaces')).status, 403);
  await place.admin('DELETE', `${mappings}/mei`);
  t.is((await place.bearing(token)).status, 401);
});

test('a mapping’s ARN is read without regard to case, as a session’s role, and as an expression if it has wildcards', async (t) => {
  await using place = await mapped();
  const { emulator } = place.cloud;
  const token = place.tokenOf(keyOf(emulator, 'mei'));
  const account = `acs:ram::${emulator.accountId}`;
  for (const [arn, status] of [
    [`${account}:user/MEI`, 201],
    [`${account}:user/me*`, 201],
    // `x*` is any number of x.
    [`${account}:user/max*`, 401],
    [`${account}:user/mex*`, 201],
    [`${account}:role/*`, 401],
    [`${account}:user/(`, 401],
    [`${account}:user/(*`, 401],
    [`${account}:assumed-role/mei/one`, 401],
  ] as const) {
    const body = {
      apiVersion: 'ramauthenticator.k8s.alibabacloud/v1alpha1',
      kind: 'RAMIdentityMapping',
      metadata: { name: 'team' },
      spec: { arn, username: 'team', groups: [] },
    };
    t.is((await place.admin('POST', mappings, body)).status, 201);
    t.is((await place.bearing(token)).status, status, arn);
    await place.admin('DELETE', `${mappings}/team`);
  }
});

test('access ends with the identity, with its key, and with the token’s 15 minutes', async (t) => {
  await using place = await mapped();
  const { emulator } = place.cloud;
  const token = place.tokenOf(keyOf(emulator, 'ops'));
  const [key] = emulator.world.identities.byName('ops')?.accessKeys ?? [];
  if (!key) return t.fail();
  key.active = false;
  t.is((await place.bearing(token)).status, 401);
  key.active = true;
  t.is((await place.bearing(token)).status, 201);
  await emulator.clock.advance(24 * 3_600_000);
  t.is((await place.bearing(token)).status, 401);
});

test('another cluster’s token, a changed one, a longer one and one with more headers are refused', async (t) => {
  await using place = await mapped();
  const key = keyOf(place.cloud.emulator, 'ops');
  t.is((await place.bearing(place.tokenOf(key, 'b'))).status, 401);
  t.is((await place.bearing(place.tokenOf({ ...key, accessKeySecret: 'other' }))).status, 401);
  const request = JSON.parse(Buffer.from(place.tokenOf(key).slice(11), 'base64').toString());
  const changed = (headers: object) =>
    `k8s-ack-v2.${Buffer.from(JSON.stringify({ ...request, headers: { ...request.headers, ...headers } })).toString('base64')}`;
  t.is((await place.bearing(changed({}))).status, 201);
  t.is((await place.bearing(changed({ 'user-agent': 'x'.repeat(3000) }))).status, 401);
  t.is((await place.bearing(changed({ host: 'elsewhere' }))).status, 401);
  t.is((await place.bearing(changed({ 'x-acs-action': 'AssumeRole' }))).status, 401);
});

test('without the add-on no token is accepted; installing it restarts the API server and adds the mappings', async (t) => {
  await using place = await mapped({ addons: [] });
  const { emulator, client, cluster } = place.cloud;
  const token = place.tokenOf(keyOf(emulator, 'ops'));
  t.is((await place.bearing(token)).status, 401);
  t.is((await place.admin('GET', mappings)).status, 404);
  const body = [new CS.InstallClusterAddonsRequestBody({ name: addon })];
  await client().installClusterAddons(cluster('a').id, new CS.InstallClusterAddonsRequest({ body }));
  await t.throwsAsync(place.bearing(token));
  await emulator.clock.advance(2_000);
  t.is((await place.bearing(token)).status, 201);
  t.is((await place.admin('GET', mappings)).status, 200);
  t.is((await place.admin('GET', '/api/v1/namespaces')).status, 200);
});
