import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type CallerOptions, whoAsks } from './session.js';

// For whom a credential is kept: what another signs in for is never served.

const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIexample', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };

async function asker(
  t: ExecutionContext,
  environment: CallerOptions['environment'],
  endpoints: Readonly<Record<string, string>> = {},
) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-session-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const command = { name: 'sso', mode: 'External', process_command: 'sign-in', access_key_id: 'LTAIissued' };
  await mkdir(join(home, '.aliyun'));
  await writeFile(join(home, '.aliyun/config.json'), JSON.stringify({ current: 'sso', profiles: [command] }));
  return whoAsks({ environment, home, profile: null, settings: async () => ({ profile: null, endpoints }) });
}

test('whoever has a key of their own is known by it, and by no other', async (t) => {
  const mine = await asker(t, keys);
  t.is(mine.withKey, null);
  t.true(mine.caller.includes(keys.ALIBABA_CLOUD_ACCESS_KEY_ID));
  const other = await asker(t, { ...keys, ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIother' });
  t.not(other.caller, mine.caller);
});

test('where a command may sign in anybody, the caller is the one with the key that it issued', async (t) => {
  const { caller, withKey } = await asker(t, {});
  if (withKey === null) return t.fail('it is known by a key of its own');
  t.is(caller, withKey('LTAIissued'));
  t.not(caller, withKey('LTAIother'));
});

test('the endpoint is the environment’s, else that of the settings, else none', async (t) => {
  const [here, there] = ['https://here.example.com', 'https://there.example.com'];
  const endpointOf = async (environment: CallerOptions['environment'], cs: string | null) =>
    (await asker(t, environment, cs === null ? {} : { cs })).endpoint;
  t.is(await endpointOf(keys, null), '');
  t.is(await endpointOf(keys, there), there);
  t.is(await endpointOf({ ...keys, ACKRING_CS_ENDPOINT: here }, there), here);
});
