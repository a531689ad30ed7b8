import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { withoutCredentials, writeProfiles } from './cli-profiles.js';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({
    scenario: {
      identities: [
        { name: 'viewer', policies: [] },
        {
          name: 'tokyo-only',
          policies: [
            {
              Version: '1',
              Statement: [
                { Effect: 'Allow', Action: 'cs:DescribeRegions', Resource: '*' },
                { Effect: 'Allow', Action: 'cs:*', Resource: 'acs:cs:ap-northeast-1:*:*' },
              ],
            },
          ],
        },
      ],
      clusters: [{ name: 'tokyo' }, { name: 'beijing', region: 'cn-beijing' }],
    },
  });
});
test.after.always(() => cloud?.stop());

async function openWithProfiles(home: string, args: readonly string[] = []): Promise<Terminal> {
  await writeProfiles(home, cloud, ['ops', 'viewer', 'tokyo-only']);
  return openTerminal({ cloud: withoutCredentials(cloud), home, args });
}

test('another profile is chosen inside, and earlier results are gone', async (t) => {
  await using folder = await temporaryHome();
  await using terminal = await openWithProfiles(folder.home);
  await terminal.see(/ackring {3}ops .*2 clusters/);
  await terminal.seeFleet();
  await terminal.press('ctrl-p');
  await terminal.see('Look through which profiles');
  await terminal.type('view');
  await terminal.press('enter');
  await terminal.see(/ackring {3}viewer/);
  await terminal.see(/cn-beijing {2}not allowed to list/);
  t.notRegex(terminal.screen(), /tokyo/);
  await terminal.type(':profile ops');
  await terminal.press('enter');
  await terminal.see(/ackring {3}ops .*2 clusters/);
});

test('several profiles are watched together; the refusal of one is reported and does not hide the other', async (t) => {
  await using folder = await temporaryHome();
  await using terminal = await openWithProfiles(folder.home);
  await terminal.seeFleet();
  await terminal.press('ctrl-p', 'down', 'down', 'space');
  await terminal.see('◉ tokyo-only');
  await terminal.press('enter');
  await terminal.see(/ops \+ tokyo-only/);
  await terminal.see(/! cn-beijing · tokyo-only {2}not allowed to list/);
  await terminal.see(/● beijing/);
  t.is(terminal.screen().match(/● tokyo/g)?.length, 1);
  await terminal.press('G', 'enter');
  await terminal.see(/What to do +For the RAM user \d+, ask for cs:DescribeClustersForRegion/);
});

test('only the chosen regions are asked, and then all of them again', async (t) => {
  await using folder = await temporaryHome();
  await using terminal = await openWithProfiles(folder.home);
  await terminal.seeFleet();
  await terminal.press('ctrl-g');
  await terminal.see('◉ all regions');
  await terminal.type('beij');
  await terminal.see('○ cn-beijing');
  await terminal.press('enter');
  await terminal.see('Clusters › cn-beijing');
  await terminal.see('1 cluster');
  t.notRegex(terminal.screen(), /tokyo/);
  await terminal.press('ctrl-g', 'home', 'up', 'up', 'up', 'up', 'up', 'up', 'up', 'up', 'up', 'enter');
  await terminal.see('Clusters › all regions');
  await terminal.see('2 clusters');
});

test('a profile that is read-only by the settings disables the changing keys when it is chosen', async (t) => {
  await using folder = await temporaryHome();
  const settings = join(folder.home, '.config', 'ackring');
  await mkdir(settings, { recursive: true });
  await writeFile(join(settings, 'config.json'), JSON.stringify({ readOnlyProfiles: ['ops'] }));
  await using terminal = await openWithProfiles(folder.home);
  await terminal.see(/2 clusters.*read-only/);
  await terminal.press('f');
  await terminal.see('read-only: set for this profile in the settings');
  await terminal.type(':profile tokyo-only');
  await terminal.press('enter');
  await terminal.seeGone(/clusters? .*read-only/);
  await terminal.see(/f fetch/);
  t.pass();
});
