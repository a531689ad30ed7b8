import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

test('without colour every state still has its letter', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { NO_COLOR: '1' } });
  await terminal.seeFleet();
  await terminal.press('3');
  await terminal.see('E expired');
  await terminal.see('C critical');
  t.notRegex(terminal.output(), /\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m/);
});

test('a screen reader gets sentences, without bars and boxes', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { INK_SCREEN_READER: 'true' } });
  await terminal.see('Row 1 of 17: name lab-tokyo, region ap-northeast-1, kind managed');
  await terminal.press('j');
  await terminal.see('Row 2 of 17: name legacy-tokyo');
  await terminal.press('f');
  await terminal.see('Field: Type, temporary (chosen), long-term (3 years)');
  await terminal.press('down', 'right');
  await terminal.see(/Field: Duration, .*8 h, 1 d \(chosen\), 3 d/);
  await terminal.press('esc', 'enter', 'tab');
  await terminal.see('Overview, Connection (chosen), Identities');
  t.notRegex(terminal.output(), /[│╭━]/);
});
