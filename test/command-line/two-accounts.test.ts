import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { createAckring } from './run-ackring.js';

/** Two accounts with a cluster of the same name in the same region each, and a profile for each account. */
async function twoAccounts(t: ExecutionContext) {
  const clusters = [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }];
  const emulator = await startEmulator({ scenario: { clusters, accounts: [{ name: 'partner', clusters }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const profiles = Object.entries({ work: 'ops', partner: 'partner/ops' }).map(([name, who]) => {
    const { accessKeyId, accessKeySecret } = emulator.identities[who] ?? {};
    return { name, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  });
  await mkdir(join(ackring.home, '.aliyun'), { recursive: true });
  const config = JSON.stringify({ current: 'work', profiles });
  await writeFile(join(ackring.home, '.aliyun', 'config.json'), config);
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  const run = (...args: string[]) => ackring.runHere(args, { environment });
  const get = async (profile: string, ...args: string[]) => {
    const { code, stderr, json } = await run('get', 'prod', '--json', '--profile', profile, ...args);
    t.is(code, 0, stderr);
    return v.parse(v.object({ context: v.string(), verified: v.boolean() }), json());
  };
  const accountOf = (name: string) => emulator.identities[name]?.arn.split(':')[3] ?? '';
  return { ackring, get, run, accountOf };
}

test('clusters of one name in two accounts are told apart by profile, and names that are there stay', async (t) => {
  const { get, run } = await twoAccounts(t);
  const [own, other] = ['ack/ap-northeast-1/prod', 'ack/ap-northeast-1/prod/partner'];
  for (const _ of [1, 2]) {
    t.deepEqual(await get('work'), { context: own, verified: true });
    t.deepEqual(await get('partner'), { context: other, verified: true });
  }
  t.deepEqual(await get('work', '--long-term'), { context: `${own}/long-term`, verified: true });
  const contexts = (await run('contexts', '--json')).json() as { context: string }[];
  t.deepEqual(contexts.map(({ context }) => context).toSorted(), [own, `${own}/long-term`, other].toSorted());
});

test('the settings’ pattern of context names may have the account and the profile in it', async (t) => {
  const { ackring, get, accountOf } = await twoAccounts(t);
  await mkdir(join(ackring.home, '.config/ackring'), { recursive: true });
  const contextName = '{account}/{profile}/{name}';
  await writeFile(join(ackring.home, '.config/ackring/config.json'), JSON.stringify({ contextName }));
  t.is((await get('work')).context, `${accountOf('ops')}/work/prod`);
  t.is((await get('partner')).context, `${accountOf('partner/ops')}/partner/prod`);
});
