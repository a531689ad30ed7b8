import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import * as v from 'valibot';
import { writeSettingsFile } from '../settings-file.js';
import { openTerminal, temporaryHome } from './driver.js';

const role = 'ResourceDirectoryAccountAccessRole';

test('the members of a directory are watched as they are now, and ticking profiles leaves them there', async (t) => {
  await using folder = await temporaryHome();
  const { home } = folder;
  const accounts = ['shop', 'bank'].map((name) => ({
    ...{ name, member: 'joined' as const },
    clusters: [{ name: `${name}-prod`, holders: { [role]: { daysLeft: 900 } } }],
  }));
  const cloud = await startEmulator({ scenario: { clusters: [{ name: 'hub' }], accounts } });
  t.teardown(() => cloud.stop());
  const { accessKeyId, accessKeySecret } = cloud.identities['ops'] ?? {};
  const org = { name: 'org', mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  await mkdir(join(home, '.aliyun'));
  await writeFile(
    join(home, '.aliyun/config.json'),
    JSON.stringify({ current: 'org', profiles: [org, { ...org, name: 'spare' }] }),
  );
  await writeSettingsFile(
    home,
    'config.json',
    JSON.stringify({ accounts: ['org'], directory: { profile: 'org' } }),
  );
  const environment = {
    ...cloud.environment,
    ALIBABA_CLOUD_ACCESS_KEY_ID: '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
  };
  const bank = [...(cloud.world.directory?.values() ?? [])].find(({ name }) => name === 'bank');
  {
    await using terminal = await openTerminal({ home, environment });
    await terminal.see(/3 accounts/);
    await terminal.see(/● bank-prod +org@/);
    await terminal.see(/● shop-prod +org@/);
    await terminal.press('ctrl-p');
    await terminal.see(/○ spare/);
    await terminal.see(/◉ org@/);
    await terminal.press('down', 'space');
    await terminal.see(/◉ spare/);
    await terminal.press('enter');
    await terminal.see(/● bank-prod +org@/);
    const saved = await until(async () => {
      const text = await readFile(join(home, '.config/ackring/config.json'), 'utf8');
      const settings = v.parse(v.object({ accounts: v.array(v.string()) }), JSON.parse(text));
      return settings.accounts.length === 2 ? settings.accounts : null;
    });
    t.deepEqual(saved, ['org', 'spare']);
    await terminal.press('q');
    t.is(await terminal.exit(), 0);
  }
  cloud.world.directory?.delete(bank?.id ?? '');
  await using terminal = await openTerminal({ home, environment });
  await terminal.see(`account ${bank?.id} (bank) has left the directory`);
  await terminal.see(/● shop-prod +org@/);
  await terminal.seeGone(/● bank-prod/);
});
