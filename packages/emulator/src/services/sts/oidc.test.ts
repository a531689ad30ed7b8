import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import CS from '@alicloud/cs20151215';
import test, { type ExecutionContext } from 'ava';

/** A cluster with RRSA, a role for one of its service accounts, and tokens for any of them. */
async function rrsaCloud() {
  const cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 300 } } }] });
  const { emulator } = cloud;
  const { id } = cloud.cluster('a');
  await cloud.client().modifyCluster(id, new CS.ModifyClusterRequest({ enableRrsa: true }));
  const { body } = await cloud.client().describeClusterDetail(id);
  const provider = body?.rrsaConfig?.oidcArn ?? '';
  const statement = {
    Action: 'sts:AssumeRole',
    Effect: 'Allow',
    Principal: { Federated: [provider] },
    Condition: {
      StringEquals: {
        'oidc:aud': ['sts.aliyuncs.com'],
        'oidc:iss': [body?.rrsaConfig?.issuer],
        'oidc:sub': ['system:serviceaccount:default:default'],
      },
    },
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Statement: [statement], Version: '1' });
  const ram = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, 'ops'));
  await ram('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument });
  const issued = await cloud.fetch('a');
  const token = async (namespace: string, audience?: string) => {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`;
    const spec = { ...(audience ? { audiences: [audience] } : {}) };
    const answer = await askKubernetes(issued, 'POST', path, { spec });
    return (answer.body['status'] as { token: string }).token;
  };
  const assume = async (parameters: Record<string, string>) => {
    const all = {
      Action: 'AssumeRoleWithOIDC',
      Version: '2015-04-01',
      OIDCProviderArn: provider,
      RoleArn: `acs:ram::${emulator.accountId}:role/app`,
      RoleSessionName: 'pod',
      ...parameters,
    };
    const response = await fetch(emulator.endpoints.sts, { method: 'POST', body: new URLSearchParams(all) });
    return (await response.json()) as Record<string, Record<string, string>>;
  };
  return { ...cloud, token, assume, issued };
}

const audience = 'sts.aliyuncs.com';

test("a service account's token opens a session on the role that trusts it, without a key", async (t) => {
  await using cloud = await rrsaCloud();
  const answer = await cloud.assume({ OIDCToken: await cloud.token('default', audience) });
  t.like(answer, {
    AssumedRoleUser: { Arn: `acs:ram::${cloud.emulator.accountId}:role/app/pod` },
    OIDCTokenInfo: { Subject: 'system:serviceaccount:default:default' },
  });
  const { AccessKeyId, AccessKeySecret, SecurityToken } = answer['Credentials'] ?? {};
  const key = {
    accessKeyId: String(AccessKeyId),
    accessKeySecret: String(AccessKeySecret),
    securityToken: String(SecurityToken),
  };
  const sts = officialRpcClient(cloud.emulator.endpoints.sts, '2015-04-01', key);
  t.like(await sts('GetCallerIdentity'), { IdentityType: 'AssumedRoleUser' });
});

const refused = async (t: ExecutionContext, parameters: Record<string, string>, code: string) => {
  await using cloud = await rrsaCloud();
  const OIDCToken = await cloud.token('default', audience);
  t.like(await cloud.assume({ OIDCToken, ...parameters }), { Code: code });
};

test('another provider or role is refused', async (t) => {
  await refused(
    t,
    { OIDCProviderArn: 'acs:ram::1:oidc-provider/ack-rrsa-c1' },
    'EntityNotExist.OIDCProvider',
  );
  await refused(t, { RoleArn: 'acs:ram::1:role/none' }, 'EntityNotExist.Role');
});

test('a token of another account, for another audience, forged or expired is refused', async (t) => {
  await using cloud = await rrsaCloud();
  const invalid = { Code: 'AuthenticationFail.OIDCToken.Invalid' };
  const right = await cloud.token('default', audience);
  t.like(await cloud.assume({ OIDCToken: await cloud.token('kube-system', audience) }), {
    Code: 'AuthenticationFail.NoPermission',
  });
  t.like(await cloud.assume({ OIDCToken: await cloud.token('default') }), invalid);
  t.like(await cloud.assume({ OIDCToken: `${right.slice(0, -4)}AAAA` }), invalid);
  t.like(await cloud.assume({ OIDCToken: 'none' }), invalid);
  await cloud.emulator.clock.advance(2 * 3_600_000);
  t.like(await cloud.assume({ OIDCToken: right }), invalid);
});

test('a token for STS is not accepted by the API server', async (t) => {
  await using cloud = await rrsaCloud();
  const headers = { authorization: `Bearer ${await cloud.token('default', audience)}` };
  const { server, authority } = cloud.issued;
  const bare = { server, authority, pem: '', key: '' };
  const answer = await askKubernetes(bare, 'GET', '/api/v1/namespaces', undefined, headers);
  t.is(answer.status, 401);
});
