import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { memberProfile } from '../../words/directory.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { createCredentials } from './credentials.js';
import type { Lenders } from './profile-key.js';

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
  ['no mode and no key', { current: 'a', profiles: [{ name: 'a' }] }, 'a', /lacks a mode/],
  [
    'a key pair',
    { current: 'a', profiles: [{ name: 'a', mode: 'RsaKeyPair' }] },
    undefined,
    /RsaKeyPair.*not supported/,
  ],
  [
    'a bearer token',
    { current: 'a', profiles: [{ name: 'a', mode: 'BearerToken', bearer_token: secret }] },
    undefined,
    /signs no call/,
  ],
  [
    'a profile without a key',
    { current: 'a', profiles: [{ name: 'a', mode: 'Anonymous' }] },
    undefined,
    /no key to sign with/,
  ],
  [
    'another spelling',
    { current: 'a', profiles: [ak('a', { mode: 'ak' })] },
    undefined,
    /the CLI reads AK alone/,
  ],
  [
    'the CLI’s own name for a mode',
    { current: 'a', profiles: [ak('a', { mode: 'RamRoleArnWithEcs' })] },
    undefined,
    /lacks a mode/,
  ],
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
    t.notRegex(error.remedy, /configure --profile \S+`/, 'which would make it AK');
  });
}

const remedies: readonly (readonly [mode: string, fields: object, remedy: RegExp])[] = [
  ['ramrolearn', {}, /aliyun configure set --profile a --mode RamRoleArn/],
  ['AK', { access_key_id: '' }, /aliyun configure --profile a --mode AK/],
  ['OIDC', {}, /aliyun configure --profile a --mode OIDC/],
  [
    'ChainableRamRoleArn',
    { ram_role_arn: 'r', source_profile: 'b' },
    /aliyun configure --profile b --mode RamRoleArn/,
  ],
  ['Magic', {}, /Name one of them with `--profile`/],
];
for (const [mode, fields, remedy] of remedies) {
  test(`what is wrong with a profile of ${mode} is mended by naming its mode`, async (t) => {
    const { path: home, config } = await homeOf(t);
    await config({ current: 'a', profiles: [ak('a', { mode, ...fields }), ak('b', { mode: 'RamRoleArn' })] });
    const error = await refusal(t, createCredentials({ environment: {}, home }).get(), 'ProfileInvalid');
    t.regex(error.remedy, remedy);
  });
}

for (const [what, fields, token] of [
  ['a key', {}, null],
  ['a session', { sts_token: 'tok' }, 'tok'],
] as const) {
  test(`a profile without a mode that holds ${what} is that, as for the CLI`, async (t) => {
    const { path: home, config } = await homeOf(t);
    await config({ current: 'a', profiles: [ak('a', { mode: '', ...fields })] });
    const key = await createCredentials({ environment: {}, home }).get();
    t.deepEqual([key.accessKeyId, key.securityToken], ['id-a', token]);
  });
}

test('roles are assumed where ACKRING_STS_ENDPOINT says, along a chain too', async (t) => {
  const { path: home, config } = await homeOf(t);
  await using emulator = await startEmulator({
    scenario: { identities: [{ name: 'monitor', type: 'role', trusts: ['root'] }], clusters: [] },
  });
  const { accessKeyId, accessKeySecret } = emulator.identities['ops'] ?? {};
  const { accountId } = emulator.world.identities;
  const role = { ram_role_arn: `acs:ram::${accountId}:role/monitor`, ram_session_name: 'desk' };
  await config({
    current: 'role',
    profiles: [
      { name: 'key', mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret },
      {
        name: 'role',
        mode: 'RamRoleArn',
        access_key_id: accessKeyId,
        access_key_secret: accessKeySecret,
        ...role,
      },
      { name: 'chain', mode: 'ChainableRamRoleArn', source_profile: 'key', ...role },
    ],
  });
  const environment = { ACKRING_STS_ENDPOINT: emulator.environment['ACKRING_STS_ENDPOINT'] };
  for (const profile of ['role', 'chain']) {
    const source = createCredentials({ profile, environment, home });
    const [first, again] = [await source.get(), await source.get()];
    t.regex(first.accessKeyId, /^STS\./);
    t.deepEqual(again, first);
  }
  t.is(emulator.requests.count('AssumeRole'), 2);
});

/** A directory of two, by a profile whose key comes from an address; how far the cloud is behind this machine, in ms. */
async function enteredDirectory(t: ExecutionContext, behindMs = 0) {
  const { path: home, config } = await homeOf(t);
  const reader = { name: 'reader', type: 'role' as const, trusts: ['root@management'], externalId: 'ours' };
  const accounts = ['a', 'b'].map((name) => ({ name, identities: [reader], member: 'joined' as const }));
  const emulator = await startEmulator({
    now: new Date(Date.now() - behindMs),
    scenario: { account: 'management', clusters: [], accounts },
  });
  t.teardown(() => emulator.stop());
  const { accessKeyId, accessKeySecret } = emulator.identities['ops'] ?? {};
  let issued = 0;
  const server = createServer((_, response) => {
    issued += 1;
    response.end(JSON.stringify({ AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const uri = `http://127.0.0.1:${Object(server.address()).port}/`;
  await config({
    profiles: [{ name: 'org', mode: 'CredentialsURI', credentials_uri: uri, region_id: 'eu-central-1' }],
  });
  const directory = { profile: 'org', role: 'reader', externalId: 'ours', without: [] };
  const environment = { ACKRING_STS_ENDPOINT: emulator.environment['ACKRING_STS_ENDPOINT'] };
  const lenders: Lenders = new Map();
  const [one = '', other = ''] = emulator.world.directory?.keys() ?? [];
  const enter = (accountId: string, change = {}) => {
    const profile = memberProfile(directory, accountId);
    return createCredentials({
      ...{ profile, environment, home, lenders },
      directory: { ...directory, ...change },
    });
  };
  return { emulator, enter, one, other, issued: () => issued };
}

test('a member of a directory is entered by its role, with one key of the profile for all members', async (t) => {
  const { emulator, enter, one, other, issued } = await enteredDirectory(t);
  const keys = await Promise.all([one, other].map((accountId) => enter(accountId).get()));
  t.is(issued(), 1);
  t.deepEqual(
    keys.map(({ accessKeyId }) => emulator.world.identities.session(accessKeyId)?.identity.accountId),
    [one, other],
  );
  t.like(await enter(one).origin(), { accountId: one, region: 'eu-central-1', profile: `org@${one}` });
  t.notDeepEqual((await enter(one).origin()).caller, (await enter(other).origin()).caller);
});

test('a member’s session is kept while it lasts, and assumed again shortly before it ends', async (t) => {
  const fresh = await enteredDirectory(t);
  const ending = await enteredDirectory(t, 56 * 60_000);
  for (const { emulator, enter, one, times } of [
    { ...fresh, times: 0 },
    { ...ending, times: 1 },
  ]) {
    const source = enter(one);
    await source.get();
    const before = emulator.requests.count('AssumeRole');
    await source.get();
    t.is(emulator.requests.count('AssumeRole') - before, times);
  }
});

for (const [why, change, remedy] of [
  ['another external id', { externalId: 'theirs' }, /--directory org --external-id ID/],
  ['no such role', { role: 'nobody' }, /--directory org --role NAME/],
] as const)
  test(`a member that cannot be entered is CredentialsInvalid, which no region repeats: ${why}`, async (t) => {
    const { enter, one } = await enteredDirectory(t);
    const error = await refusal(t, enter(one, change).get(), 'CredentialsInvalid');
    t.regex(error.remedy, remedy);
  });

test('what is no member is no profile', async (t) => {
  const { enter } = await enteredDirectory(t);
  await refusal(t, enter('12').get(), 'ProfileInvalid');
});

async function loginOf(t: ExecutionContext, home: string, answer: object) {
  // The vendor's command lines take a space in a path, which TMPDIR may have, for the end of it.
  const folder = await mkdtemp('/tmp/ackring-login-');
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const login = join(folder, 'login');
  await writeFile(login, `#!/bin/sh\necho >> '${home}/runs'\necho '${JSON.stringify(answer)}'\n`, {
    mode: 0o755,
  });
  const runs = async () => (await readFile(join(home, 'runs'), 'utf8').catch(() => '')).length;
  t.is(await runs(), 0);
  return { login, runs };
}

const issued = { mode: 'AK', access_key_id: 'id-login', access_key_secret: secret };
for (const [what, expiration] of [
  ['gives no end', undefined],
  ['names a late end', new Date(Date.now() + 3_600_000).toISOString()],
] as const) {
  test(`a program that ${what} is run once`, async (t) => {
    const { path: home, config } = await homeOf(t);
    const { login, runs } = await loginOf(t, home, { ...issued, expiration });
    await config({ current: 'a', profiles: [{ name: 'a', mode: 'External', process_command: login }] });
    const source = createCredentials({ environment: {}, home });
    for (let turn = 0; turn < 3; turn += 1) t.is((await source.get()).accessKeyId, 'id-login');
    t.is(await runs(), 1);
  });
}

test('a program whose key ends soon is run again', async (t) => {
  const { path: home, config } = await homeOf(t);
  const { login, runs } = await loginOf(t, home, { ...issued, expiration: new Date().toISOString() });
  await config({ current: 'a', profiles: [{ name: 'a', mode: 'External', process_command: login }] });
  const source = createCredentials({ environment: {}, home });
  await source.get();
  await source.get();
  t.is(await runs(), 2);
});

for (const value of ['1', 'TRUE']) {
  test(`ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS=${value} forbids programs and addresses, along a chain too`, async (t) => {
    const { path: home, config } = await homeOf(t);
    const { login, runs } = await loginOf(t, home, issued);
    await config({
      current: 'key',
      profiles: [
        ak('key'),
        { name: 'login', mode: 'External', process_command: login },
        { name: 'uri', mode: 'CredentialsURI', credentials_uri: 'http://127.0.0.1:1/' },
        { name: 'chain', mode: 'ChainableRamRoleArn', ram_role_arn: 'r', source_profile: 'login' },
      ],
    });
    const environment = { ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS: value };
    for (const profile of ['login', 'uri', 'chain']) {
      const error = await refusal(t, createCredentials({ profile, environment, home }).get(), 'Refused');
      t.regex(error.message, /ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids that/);
    }
    const uri = { ...environment, ALIBABA_CLOUD_CREDENTIALS_URI: 'http://127.0.0.1:1/' };
    const { path: empty } = await homeOf(t);
    await refusal(t, createCredentials({ environment: uri, home: empty }).get(), 'Refused');
    t.is((await createCredentials({ environment, home }).get()).accessKeyId, 'id-key');
    t.is(await runs(), 0);
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
  let answer: object = {
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
  answer = { Code: 'Success', AccessKeyId: 'id-plain', AccessKeySecret: secret, SecurityToken: '' };
  const plain = createCredentials({ profile: 'work', environment: {}, home });
  t.deepEqual(await plain.get(), { accessKeyId: 'id-plain', accessKeySecret: secret, securityToken: null });
  status = 403;
  const { path: empty } = await homeOf(t);
  await refusal(t, createCredentials({ environment, home: empty }).get(), 'CredentialsInvalid');
});
