import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test, { type ExecutionContext } from 'ava';
import { serviceAccountTrust } from '../../rotation/function/ram-policy.js';
import { AckringError } from '../../words/errors.js';
import { createCredentials } from './credentials.js';

/** A role that one service account may be, in a home with tokens of two, and the STS of the embedded cloud. */
async function tokenWorld(t: ExecutionContext) {
  const cloud = await startCloud({
    clusters: [{ name: 'a', rrsa: true, holders: { ops: { daysLeft: 300 } } }],
  });
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const { emulator } = cloud;
  const { body } = await cloud.client().describeClusterDetail(cloud.cluster('a').id);
  const { oidcArn: provider = '', issuer = '', audience = '' } = body?.rrsaConfig ?? {};
  const trust = serviceAccountTrust(
    { provider, issuer, audience },
    { namespace: 'default', name: 'default' },
  );
  const ram = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, 'ops'));
  await ram('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) });
  const home = await mkdtemp(join(tmpdir(), 'ackring-token-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const issued = await cloud.fetch('a');
  const tokenOf = async (namespace: string): Promise<string> => {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`;
    const answer = await askKubernetes(issued, 'POST', path, { spec: { audiences: [audience] } });
    const file = join(home, namespace);
    await writeFile(file, `${(answer.body['status'] as { token: string }).token}\n`);
    return file;
  };
  return {
    home,
    tokenOf,
    role: `acs:ram::${emulator.accountId}:role/app`,
    provider,
    sts: { ACKRING_STS_ENDPOINT: emulator.endpoints.sts },
    asked: () => emulator.requests.count('AssumeRoleWithOIDC'),
  };
}

test('a service account’s token opens one session for many calls, by variables and by a profile', async (t) => {
  const { home, tokenOf, role, provider, sts, asked } = await tokenWorld(t);
  const tokenFile = await tokenOf('default');
  const environment = {
    ...sts,
    ALIBABA_CLOUD_ROLE_ARN: role,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: provider,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: tokenFile,
  };
  const byVariables = createCredentials({ environment, home });
  const first = await byVariables.get();
  t.truthy(first.securityToken);
  t.deepEqual(await byVariables.get(), first);
  t.is(asked(), 1);
  await mkdir(join(home, '.aliyun'));
  const profile = { name: 'pod', mode: 'OIDC', ram_role_arn: role, oidc_provider_arn: provider };
  const profiles = [{ ...profile, oidc_token_file: tokenFile }];
  await writeFile(join(home, '.aliyun/config.json'), JSON.stringify({ current: 'pod', profiles }));
  t.truthy((await createCredentials({ environment: sts, home }).get()).securityToken);
  t.is(asked(), 2);
});

test('a token that is not trusted, or is not there, is told as that, without the token', async (t) => {
  const { home, tokenOf, role, provider, sts } = await tokenWorld(t);
  const asked = (file: string) => {
    const environment = {
      ...sts,
      ALIBABA_CLOUD_ROLE_ARN: role,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: provider,
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
    };
    return t.throwsAsync(createCredentials({ environment, home }).get(), { instanceOf: AckringError });
  };
  const foreign = await asked(await tokenOf('kube-system'));
  t.like(foreign, { code: 'CredentialsInvalid' });
  t.regex(String(foreign?.remedy), /the trust policy of acs:ram::\d+:role\/app/);
  t.notRegex(JSON.stringify(foreign) + foreign?.message, /eyJ/);
  t.like(await asked(join(home, 'none')), { code: 'FileNotFound' });
});
