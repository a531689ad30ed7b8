import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { quoted } from '../../words/say.js';
import { createCredentials } from './credentials.js';
import { localKey } from './local-key.js';
import { chooseOrigin } from './origin.js';

const secret = 'MARKED-SECRET';
const key = { access_key_id: 'id', access_key_secret: secret };
const inEnvironment = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'env', ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };

interface Row {
  readonly environment?: Readonly<Record<string, string>>;
  readonly profile?: object;
}

const plain = test.macro<[string, Row]>({
  async exec(t, _, { environment = {}, profile = { mode: 'AK', ...key } }) {
    const home = await mkdtemp(join(tmpdir(), 'ackring-key-'));
    t.teardown(() => rm(home, { recursive: true, force: true }));
    await mkdir(join(home, '.aliyun'));
    const config = { current: 'work', profiles: [{ name: 'work', ...profile }] };
    await writeFile(join(home, '.aliyun', 'config.json'), JSON.stringify(config));
    const own = localKey(await chooseOrigin({ environment, home }), { environment, home });
    t.deepEqual(own, await createCredentials({ environment, home }).get());
  },
  title: (_, what) => `the key of ${what} is the one that the SDK finds`,
});

test(plain, 'the environment', { environment: inEnvironment });
test(plain, 'a session in the environment', {
  environment: { ...inEnvironment, ALIBABA_CLOUD_SECURITY_TOKEN: 't' },
});
test(plain, 'a profile', {});
test(plain, 'a profile that holds a session', { profile: { mode: 'StsToken', ...key, sts_token: 'token' } });

const others = ['RamRoleArn', 'EcsRamRole', 'OIDC', 'CloudSSO', 'External', 'OAuth', 'ChainableRamRoleArn'];

for (const mode of others) {
  test(`a ${mode} profile has no local key, whatever else is in it`, async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'ackring-key-'));
    t.teardown(() => rm(home, { recursive: true, force: true }));
    await mkdir(join(home, '.aliyun'));
    const config = { current: 'work', profiles: [{ name: 'work', mode, ...key, sts_token: 'old' }] };
    await writeFile(join(home, '.aliyun', 'config.json'), JSON.stringify(config));
    const origin = { kind: 'cliProfile' as const, label: quoted(''), profile: 'work', mode, region: null };
    const whole = { ...origin, accountId: null, needsNetwork: true, caller: [], issuedKeyId: null };
    t.is(localKey(whole, { environment: inEnvironment, home }), null);
  });
}
