import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { createCredentials } from './credentials.js';

const secret = 'MARKED-SECRET-0123456789';

interface Home {
  readonly path: string;
  config(content: unknown): Promise<void>;
}

async function homeOf(t: ExecutionContext): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), 'ackring-home-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  await mkdir(join(path, '.aliyun'));
  const config = (content: unknown): Promise<void> =>
    writeFile(
      join(path, '.aliyun', 'config.json'),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  return { path, config };
}

const ak = (name: string, change = {}) => ({
  name,
  mode: 'AK',
  access_key_id: `id-${name}`,
  access_key_secret: secret,
  region_id: 'eu-central-1',
  ...change,
});

async function refusal(
  t: ExecutionContext,
  promise: Promise<unknown>,
  code: ErrorCode,
): Promise<AckringError> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  t.is(error?.code, code, error?.message);
  t.notRegex(inspect(error, { depth: 10 }), /MARKED/);
  return error ?? new AckringError('Internal', '', { remedy: '' });
}

test('the environment’s key wins over the files, together with its token', async (t) => {
  const { path: home, config } = await homeOf(t);
  await config({ current: 'work', profiles: [ak('work')] });
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
  const plain = createCredentials({ environment, home });
  t.deepEqual(await plain.get(), { accessKeyId: 'id', accessKeySecret: secret, securityToken: null });
  t.is((await plain.origin()).kind, 'environment');
  const sts = createCredentials({
    environment: { ...environment, ALIBABA_CLOUD_SECURITY_TOKEN: 'tok' },
    home,
  });
  t.is((await sts.get()).securityToken, 'tok');
});

test('the CLI’s current profile, ALIBABA_CLOUD_PROFILE, and a named one, with its region', async (t) => {
  const { path: home, config } = await homeOf(t);
  await config({ current: 'b', profiles: [ak('a'), ak('b', { region_id: 'us-east-1' }), ak('c')] });
  const current = createCredentials({ environment: {}, home });
  t.is((await current.get()).accessKeyId, 'id-b');
  t.is((await current.origin()).region, 'us-east-1');
  const chosen = createCredentials({ environment: { ALIBABA_CLOUD_PROFILE: 'a' }, home });
  t.is((await chosen.get()).accessKeyId, 'id-a');
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
  const named = createCredentials({ profile: 'c', environment, home });
  t.is((await named.get()).accessKeyId, 'id-c');
  t.is((await named.origin()).profile, 'c');
});

test('concurrent first callers all get the key', async (t) => {
  const { path: home, config } = await homeOf(t);
  await config({ current: 'a', profiles: [ak('a')] });
  const { get } = createCredentials({ environment: {}, home });
  const keys = await Promise.all(Array.from({ length: 20 }, () => get()));
  t.true(keys.every(({ accessKeyId }) => accessKeyId === 'id-a'));
});

test('an STS profile, and a role’s account from its ARN', async (t) => {
  const { path: home, config } = await homeOf(t);
  const role = {
    mode: 'RamRoleArn',
    ram_role_arn: 'acs:ram::1234567890123456:role/ops',
    ram_session_name: 's',
  };
  await config({
    current: 'sts',
    profiles: [ak('sts', { mode: 'StsToken', sts_token: 'tok' }), ak('role', role)],
  });
  t.is((await createCredentials({ environment: {}, home }).get()).securityToken, 'tok');
  const origin = await createCredentials({ profile: 'role', environment: {}, home }).origin();
  t.is(origin.accountId, '1234567890123456');
  t.true(origin.needsNetwork);
});

test('no credentials at all is CredentialsMissing, at once: the metadata server is not asked', async (t) => {
  const { path: home } = await homeOf(t);
  const error = await refusal(t, createCredentials({ environment: {}, home }).get(), 'CredentialsMissing');
  t.regex(error.remedy, /aliyun configure/);
  t.is(error.exitCode, 4);
});

test('the empty profile that `aliyun configure` leaves behind is ignored, unless named', async (t) => {
  const { path: home, config } = await homeOf(t);
  await config({
    current: 'default',
    profiles: [ak('default', { access_key_id: '', access_key_secret: '' })],
  });
  await refusal(t, createCredentials({ environment: {}, home }).get(), 'CredentialsMissing');
  await refusal(t, createCredentials({ profile: 'default', environment: {}, home }).get(), 'ProfileInvalid');
});

test('a disabled CLI profile is skipped', async (t) => {
  const { path: home, config } = await homeOf(t);
  await config({ current: 'a', profiles: [ak('a')] });
  const environment = { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'true' };
  await refusal(t, createCredentials({ environment, home }).get(), 'CredentialsMissing');
});

const broken: readonly (readonly [string, unknown, string | undefined, RegExp])[] = [
  ['torn JSON', `{"profiles":[{"access_key_secret":"${secret}"`, undefined, /config\.json is not valid JSON/],
  ['no list of profiles', { current: secret, profiles: secret }, undefined, /not valid/],
  [
    'a profile that is not there',
    { current: 'a', profiles: [ak('a'), ak('b')] },
    'z',
    /no profile "z"; it has: a, b/,
  ],
  [
    'half a key',
    { current: 'a', profiles: [ak('a', { access_key_id: '' })] },
    undefined,
    /lacks access_key_id/,
  ],
  ['an unknown mode', { current: 'a', profiles: [ak('a', { mode: 'Magic' })] }, undefined, /lacks a mode/],
  [
    'a chain that leads nowhere',
    {
      current: 'a',
      profiles: [ak('a', { mode: 'ChainableRamRoleArn', ram_role_arn: 'r', source_profile: 'x' })],
    },
    undefined,
    /source_profile \(x\)/,
  ],
  [
    'a chain that bites its tail',
    {
      current: 'a',
      profiles: [
        ak('a', { mode: 'ChainableRamRoleArn', ram_role_arn: 'r', source_profile: 'b' }),
        ak('b', { mode: 'ChainableRamRoleArn', ram_role_arn: 'r', source_profile: 'a' }),
      ],
    },
    undefined,
    /source_profile \(a\)/,
  ],
];
for (const [title, content, profile, message] of broken) {
  test(`${title} is ProfileInvalid and says so without a secret`, async (t) => {
    const { path: home, config } = await homeOf(t);
    await config(content);
    const error = await refusal(
      t,
      createCredentials({ profile, environment: {}, home }).get(),
      'ProfileInvalid',
    );
    t.regex(error.message, message);
  });
}

test('half a key in the environment is reported, not skipped', async (t) => {
  const { path: home } = await homeOf(t);
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
  const error = await refusal(t, createCredentials({ environment, home }).get(), 'CredentialsInvalid');
  t.regex(error.message, /ALIBABA_CLOUD_ACCESS_KEY_ID is not set/);
});

test('the shared credentials file comes next', async (t) => {
  const { path: home } = await homeOf(t);
  await mkdir(join(home, '.alibabacloud'));
  const ini = `[default]\ntype = access_key\naccess_key_id = id-ini\naccess_key_secret = ${secret}\n`;
  await writeFile(join(home, '.alibabacloud', 'credentials'), ini);
  const source = createCredentials({ environment: {}, home });
  t.is((await source.get()).accessKeyId, 'id-ini');
  t.is((await source.origin()).kind, 'credentialsFile');
});

test('a credentials URI is called, and its error message is not repeated', async (t) => {
  const { path: home, config } = await homeOf(t);
  let status = 200;
  const answer = {
    AccessKeyId: 'id-uri',
    AccessKeySecret: secret,
    SecurityToken: 'tok',
    Expiration: '2999-01-01T00:00:00Z',
  };
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const uri = `http://127.0.0.1:${port}/`;
  const environment = { ALIBABA_CLOUD_CREDENTIALS_URI: uri };
  t.is((await createCredentials({ environment, home }).get()).accessKeyId, 'id-uri');
  await config({ profiles: [{ name: 'work', mode: 'CredentialsURI', credentials_uri: uri }] });
  const profile = createCredentials({ profile: 'work', environment: {}, home });
  t.is((await profile.get()).accessKeyId, 'id-uri');
  status = 403;
  const { path: empty } = await homeOf(t);
  await refusal(t, createCredentials({ environment, home: empty }).get(), 'CredentialsInvalid');
});
