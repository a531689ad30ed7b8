import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { withoutCredentials, writeProfiles } from './cli-profiles.js';
import { openTerminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'single' });

const bySetting = { readOnly: true };
const byProfile = { readOnlyProfiles: ['ops'] };

const explained = test.macro({
  async exec(t, settings: object, args: readonly string[], reason: string) {
    await using folder = await temporaryHome();
    await writeProfiles(folder.home, cloud, ['ops']);
    await mkdir(join(folder.home, '.config', 'ackring'), { recursive: true });
    await writeFile(join(folder.home, '.config', 'ackring', 'config.json'), JSON.stringify(settings));
    await using terminal = await openTerminal({ cloud: withoutCredentials(cloud), home: folder.home, args });
    await terminal.see(/1 cluster .*read-only/);
    t.notRegex(terminal.screen(), /f fetch/);
    await terminal.press('f');
    await terminal.see(reason);
  },
  title: (_, settings: object, args: readonly string[], reason: string) =>
    `read-only mode takes the changing keys away: ${JSON.stringify(settings)} ${args.join(' ')} says "${reason}"`,
});

test(explained, {}, ['--read-only'], 'read-only: started with --read-only');
test(explained, { ...bySetting, ...byProfile }, ['--read-only'], 'read-only: started with --read-only');
test(explained, { ...bySetting, ...byProfile }, [], 'read-only: set for this profile in the settings');
test(explained, bySetting, [], 'read-only: set in the settings');

test('the setting is switched inside, the flag is not', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see('1 cluster');
  await terminal.press(',', 'up', 'up', 'right', 'esc');
  await terminal.see(/1 cluster .*read-only/);
  await terminal.press(',', 'up', 'up', 'right', 'esc');
  await terminal.seeGone('read-only');

  await using flagged = await openTerminal({ cloud, args: ['--read-only'] });
  await flagged.see('1 cluster');
  await flagged.press(',', 'up', 'up', 'right', 'right', 'esc');
  await flagged.see(/1 cluster .*read-only/);
  t.pass();
});
