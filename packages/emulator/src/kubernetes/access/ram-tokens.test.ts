import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { type VendorTokenKey, vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import CS from '@alicloud/cs20151215';
import test from 'ava';
import { nobody } from '../../world/identities.js';
import type { ScenarioCluster } from '../../world/scenario.js';

const now = new Date('2025-01-15T03:07:00Z');
const date = '2025-01-15T03:07:00Z';
const mappings = '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings';
const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const addon = 'ack-ram-authenticator';

async function mapped({ addons = [addon], ...traits }: Partial<ScenarioCluster> = {}) {
  const cloud = await startCloud(
    {
      identities: [{ name: 'mei' }, { name: 'ci', type: 'role', trusts: ['root'] }],
      clusters: [
        {
          name: 'a',
          addons,
          ...traits,
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
  const admin = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    askKubernetes(issued, method, path, body, headers);
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

test('another cluster’s token, a changed one and a longer one are refused; further headers are dropped', async (t) => {
  await using place = await mapped();
  const key = keyOf(place.cloud.emulator, 'ops');
  t.is((await place.bearing(place.tokenOf(key, 'b'))).status, 401);
  t.is((await place.bearing(place.tokenOf({ ...key, accessKeySecret: 'other' }))).status, 401);
  const request = JSON.parse(Buffer.from(place.tokenOf(key).slice(11), 'base64').toString());
  const changed = (headers: object) =>
    `k8s-ack-v2.${Buffer.from(JSON.stringify({ ...request, headers: { ...request.headers, ...headers } })).toString('base64')}`;
  t.is((await place.bearing(changed({}))).status, 201);
  t.is((await place.bearing(changed({ 'user-agent': 'x'.repeat(3000) }))).status, 401);
  t.is((await place.bearing(changed({ host: 'elsewhere', 'x-acs-signature': 'x' }))).status, 201);
  t.is((await place.bearing(changed({ 'x-acs-action': 'AssumeRole' }))).status, 401);
});

const user = test.macro({
  title: (_, version: string, identitySource: string | undefined) =>
    `version ${version} tells who a token is: names with the session’s in them, uid, and ${identitySource ? 'its' : 'no'} source`,
  async exec(t, version: string, identitySource: string | undefined) {
    await using place = await mapped({ addons: [`${addon}@${version}`] });
    const { emulator } = place.cloud;
    const spec = {
      arn: emulator.identities['ci']?.arn,
      username: 'ci:{{AccountID}}:{{SessionName}}',
      groups: ['{{SessionNameRaw}}', 'web'],
    };
    await place.admin(
      'PATCH',
      `${mappings}/ci`,
      { spec },
      { 'content-type': 'application/merge-patch+json' },
    );
    const session = emulator.world.identities.openSession(
      emulator.world.identities.byName('ci') ?? nobody.identity,
      { name: 'mei@work', expires: new Date('2030-01-01T00:00:00Z') },
    );
    const { body } = await place.bearing(place.tokenOf(session));
    t.like(body, {
      status: {
        userInfo: {
          username: `ci:${emulator.accountId}:mei-work`,
          uid: `ack-ram-authenticator:${emulator.accountId}:${place.cloud.uid('ci')}`,
          groups: ['mei@work', 'web', 'system:authenticated'],
          extra: { sessionName: ['mei@work'], identitySource: identitySource && [identitySource] },
        },
      },
    });
  },
});

test(user, 'v0.4.1.0-aliyun', 'ack-ram-authenticator');
test(user, 'v0.4.0.0-g33f30dac-aliyun', undefined);

const heeded = test.macro({
  title: (_, traits: Partial<ScenarioCluster>, status: number) =>
    `mappings of ${JSON.stringify(traits)} are ${status === 201 ? 'heeded' : 'ignored'}`,
  async exec(t, traits: Partial<ScenarioCluster>, status: number) {
    await using place = await mapped({ addons: [], ...traits });
    t.is((await place.bearing(place.tokenOf(keyOf(place.cloud.emulator, 'ops')))).status, status);
  },
});

test(heeded, { mappings: 'on' }, 201);
test(heeded, { mappings: 'off' }, 401);
test(heeded, { mappings: 'unset' }, 201);
// The parameter came with v0.4.0.
test(heeded, { addons: [`${addon}@v0.3.0`], mappings: 'off' }, 201);
test(heeded, { version: '1.33.1', createdDaysAgo: 30 }, 401);
test(heeded, { version: '1.33.1', createdDaysAgo: 30, addons: [addon] }, 201);
test(heeded, { version: '1.33.1', createdDaysAgo: 30, kind: 'dedicated' }, 401);

test('the configuration of a pre-installed add-on is read and changed, and it stays', async (t) => {
  await using place = await mapped({ addons: [], version: '1.33.1', createdDaysAgo: 30 });
  const { client, cluster, emulator } = place.cloud;
  const { id } = cluster('a');
  const { body } = await client().getClusterAddonInstance(id, addon);
  t.deepEqual(JSON.parse(body?.config ?? ''), { EnableNonBootstrapMapping: false });
  const removing = new CS.UnInstallClusterAddonsRequest({ addons: [{ name: addon }] });
  await t.throwsAsync(client().unInstallClusterAddons(id, removing), { code: 'AddonUninstallNotAllowed' });
  const config = JSON.stringify({ EnableNonBootstrapMapping: true });
  await client().modifyClusterAddon(id, addon, new CS.ModifyClusterAddonRequest({ config }));
  t.is((await place.bearing(place.tokenOf(keyOf(emulator, 'ops')))).status, 201);
});

test('a mapping has a status of its own, as in the vendor’s definition', async (t) => {
  await using place = await mapped();
  const status = { canonicalARN: 'acs:ram::1:user/ops', userID: '2' };
  const merge = { 'content-type': 'application/merge-patch+json' };
  const { body } = await place.admin('PATCH', `${mappings}/ops/status`, { status }, merge);
  t.like(body, { status });
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
