import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { CredentialOrigin } from '../openapi/credential-source.js';
import { chooseOrigin } from './origin.js';

type Fields = Readonly<Record<string, unknown>>;

/** What the CLI and the SDK write into a profile themselves when they renew a session. */
const session = (turn: number): Fields => ({
  access_key_id: `STS.${turn}`,
  access_key_secret: `secret-${turn}`,
  sts_token: `token-${turn}`,
  sts_expiration: turn,
});
/** `sub` names who signed in; without it the token cannot be read. */
const oauth = (turn: number, sub: string | null = 'mei'): Fields => ({
  oauth_access_token: sub === null ? `opaque-token-${turn}` : jwt({ iss: 'i', aid: '1', sub, jti: turn }),
  oauth_refresh_token: `refresh-token-${turn}`,
  oauth_access_token_expire: turn,
});
const jwt = (claims: Fields): string =>
  ['{}', JSON.stringify(claims), 'signed'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const key: Fields = { access_key_id: 'LTAI1', access_key_secret: 'secret' };
const otherKey: Fields = { access_key_id: 'LTAI2', access_key_secret: 'secret' };

/** A profile, the same after renewal, and another caller's. */
const profiles: Readonly<Record<string, readonly [Fields, Fields, Fields]>> = {
  AK: [key, { ...key, access_key_secret: 'renewed' }, otherKey],
  StsToken: [session(1), { ...session(1), region_id: 'cn-beijing' }, session(2)],
  RamRoleArn: [
    { ...key, ram_role_arn: 'acs:ram::1:role/a' },
    { ...key, ram_role_arn: 'acs:ram::1:role/a', expired_seconds: 900 },
    { ...key, ram_role_arn: 'acs:ram::1:role/b' },
  ],
  RamRoleArnWithRoleName: [
    { ram_role_name: 'a', ram_role_arn: 'r' },
    { ram_role_name: 'a', ram_role_arn: 'r', ...session(2) },
    { ram_role_name: 'a', ram_role_arn: 's' },
  ],
  EcsRamRole: [{ ram_role_name: 'a' }, { ram_role_name: 'a', ...session(2) }, { ram_role_name: 'b' }],
  OIDC: [
    { ram_role_arn: 'r', oidc_provider_arn: 'p', oidc_token_file: '/t' },
    { ram_role_arn: 'r', oidc_provider_arn: 'p', oidc_token_file: '/t', ...session(2) },
    { ram_role_arn: 's', oidc_provider_arn: 'p', oidc_token_file: '/t' },
  ],
  ChainableRamRoleArn: [
    { source_profile: 'source', ram_role_arn: 'r' },
    { source_profile: 'source', ram_role_arn: 'r', ...session(2) },
    { source_profile: 'other', ram_role_arn: 'r' },
  ],
  CloudSSO: [
    { cloud_sso_sign_in_url: 'u', cloud_sso_account_id: '1', cloud_sso_access_config: 'c' },
    {
      ...{ cloud_sso_sign_in_url: 'u', cloud_sso_account_id: '1', cloud_sso_access_config: 'c' },
      ...{ access_token: 'new', cloud_sso_access_token_expire: 2, ...session(2) },
    },
    { cloud_sso_sign_in_url: 'u', cloud_sso_account_id: '1', cloud_sso_access_config: 'd' },
  ],
  OAuth: [
    { oauth_site_type: 'CN', ...oauth(1) },
    { oauth_site_type: 'CN', ...oauth(2), ...session(2) },
    { oauth_site_type: 'INTL', ...oauth(1) },
  ],
  External: [
    { process_command: 'login --as a' },
    { process_command: 'login --as a', ...session(2) },
    { process_command: 'login --as b' },
  ],
  CredentialsURI: [
    { credentials_uri: 'http://127.0.0.1:1/a' },
    { credentials_uri: 'http://127.0.0.1:1/a', ...session(2) },
    { credentials_uri: 'http://127.0.0.1:1/b' },
  ],
};

async function originOf(t: ExecutionContext, mode: string, fields: Fields): Promise<CredentialOrigin> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-caller-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, '.aliyun'));
  const sources = [
    { name: 'source', mode: 'AK', ...key },
    { name: 'other', mode: 'AK', ...otherKey },
  ];
  const config = { current: 'work', profiles: [{ name: 'work', mode, ...fields }, ...sources] };
  await writeFile(join(home, '.aliyun', 'config.json'), JSON.stringify(config));
  return chooseOrigin({ environment: {}, home });
}

for (const [mode, [own, renewed, another]] of Object.entries(profiles)) {
  test(`a profile of ${mode} remains the same caller while its session is renewed`, async (t) => {
    const { caller } = await originOf(t, mode, own);
    t.deepEqual((await originOf(t, mode, renewed)).caller, caller);
    t.notDeepEqual((await originOf(t, mode, another)).caller, caller);
    t.notRegex(JSON.stringify(caller), /secret|token-/);
  });
}

const signIns: readonly (readonly [string, Fields, Fields, boolean])[] = [
  ['the same person, signed in again', oauth(1), oauth(2), true],
  ['another person', oauth(1), oauth(1, 'tom'), false],
  ['a token that cannot be read, the same', oauth(1, null), oauth(1, null), true],
  ['another token that cannot be read', oauth(1, null), oauth(2, null), false],
  [
    'another refresh token alone',
    oauth(1, null),
    { ...oauth(1, null), oauth_refresh_token: 'token-3' },
    false,
  ],
  [
    'a subject of another account',
    oauth(1),
    { oauth_access_token: jwt({ iss: 'i', aid: '2', sub: 'mei' }) },
    false,
  ],
  [
    'a subject of another issuer',
    oauth(1),
    { oauth_access_token: jwt({ iss: 'j', aid: '1', sub: 'mei' }) },
    false,
  ],
  [
    'no subject',
    { oauth_access_token: jwt({ aid: '1' }) },
    { oauth_access_token: jwt({ aid: '1', n: 2 }) },
    false,
  ],
  ['no token', {}, oauth(1), false],
];
for (const [what, one, other, isSame] of signIns) {
  test(`under one profile of OAuth, ${what}: ${isSame ? 'the same caller' : 'another one'}`, async (t) => {
    const callerOf = async (fields: Fields) =>
      (await originOf(t, 'OAuth', { oauth_site_type: 'CN', ...fields })).caller;
    const caller = await callerOf(one);
    t.is(JSON.stringify(await callerOf(other)) === JSON.stringify(caller), isSame);
    t.notRegex(JSON.stringify(caller), /token-|mei|eyJ/);
  });
}

test('the command of an External profile is one caller, and the key that it issued last tells who signed in', async (t) => {
  const login = { process_command: 'login' };
  const [before, mei, tom] = await Promise.all(
    [login, { ...login, ...session(1) }, { ...login, ...session(2) }].map((fields) =>
      originOf(t, 'External', fields),
    ),
  );
  t.deepEqual(
    [before, mei, tom].map((origin) => origin?.issuedKeyId),
    ['', 'STS.1', 'STS.2'],
  );
  t.deepEqual(mei?.caller, tom?.caller);
});

test('behind a role, and in every other mode, nobody is told apart by the last key', async (t) => {
  const role = { source_profile: 'source', ram_role_arn: 'r', ...session(1) };
  t.is((await originOf(t, 'ChainableRamRoleArn', role)).issuedKeyId, null);
  t.is((await originOf(t, 'AK', key)).issuedKeyId, null);
});

const environments: readonly (readonly [string, Fields, Fields])[] = [
  [
    'an access key',
    { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's' },
    { ALIBABA_CLOUD_ACCESS_KEY_ID: 'b', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's' },
  ],
  [
    'an OIDC role',
    {
      ALIBABA_CLOUD_ROLE_ARN: 'r',
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'p',
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: '/t',
    },
    {
      ALIBABA_CLOUD_ROLE_ARN: 's',
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'p',
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: '/t',
    },
  ],
  ["an instance's role", { ALIBABA_CLOUD_ECS_METADATA: 'a' }, { ALIBABA_CLOUD_ECS_METADATA: 'b' }],
  [
    'a credentials URI',
    { ALIBABA_CLOUD_CREDENTIALS_URI: 'http://127.0.0.1:1/a' },
    { ALIBABA_CLOUD_CREDENTIALS_URI: 'http://127.0.0.1:1/b' },
  ],
];

for (const [what, own, another] of environments) {
  test(`callers with different ${what} in the environment are distinguished`, async (t) => {
    const callerIn = async (environment: Fields) =>
      (await chooseOrigin({ environment: environment as Record<string, string>, home: '/proc/nowhere' }))
        .caller;
    t.deepEqual(await callerIn(own), await callerIn(own));
    t.notDeepEqual(await callerIn(own), await callerIn(another));
  });
}
