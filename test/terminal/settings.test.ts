import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

test('every problem in the settings file is shown, on separate lines of the screen', async (t) => {
  await using temporary = await temporaryHome();
  await writeSettingsFile(temporary.home, 'config.json', '{"skin": "pink", "language": "fr"}');
  await using terminal = await openTerminal({ cloud, home: temporary.home });
  const problems = 'skin: must be one of dark, light, mono; language: must be one of en, ja, zh';
  await terminal.see(new RegExp(problems.replaceAll(' ', '\\s+')));
  t.notRegex(terminal.screen(), /\\x0a/);
});

test('a setting takes effect at once and is kept for the next start', async (t) => {
  await using first = await openTerminal({ cloud });
  await first.seeFleet();
  await first.type(':skin light');
  await first.press('enter');
  await first.type(':lang zh');
  await first.press('enter');
  await first.see('集群 › 全部地域');
  await first.press('q');
  await first.exit();

  await using second = await openTerminal({ cloud, home: first.home });
  await second.see('集群 › 全部地域');
  t.pass();
});

test('a key that another action has is refused with both names', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press(',', 'up', 'enter');
  await terminal.see('Settings · keys');
  await terminal.press('j', 'j', 'enter');
  await terminal.see('press the new key');
  await terminal.press('v');
  await terminal.see('v cannot be "fetch": it is "verify" where both work');
  await terminal.press('enter', 'b', 'esc');
  await terminal.see('Context name');
  await terminal.press('esc');
  await terminal.see(/b fetch/);
  await terminal.press('b');
  await terminal.see('Fetch a kubeconfig · lab-tokyo');
  t.pass();
});
