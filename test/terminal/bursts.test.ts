import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

test('200 keys in one burst all take effect, in order', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  // Down 9 and up 6, thirteen times; the end of the list stops some of them, as with single keys.
  terminal.send(`${'jjjjjjjjjkkkkkk'.repeat(13)}ggjjj\x1b[B\x1b[A`);
  await terminal.see(/▌.*prod-tokyo-batch/);
  // So does an Esc, alone or with an arrow right behind it.
  await terminal.press('?');
  await terminal.see('╭ Keys');
  terminal.send('\x1b');
  await terminal.seeGone('╭ Keys');
  await terminal.press('?');
  await terminal.see('╭ Keys');
  terminal.send('\x1b');
  // biome-ignore lint/style/noRestrictedGlobals: shorter than an Esc is waited for.
  await new Promise((resolve) => setTimeout(resolve, 5));
  terminal.send('\x1b[A');
  await terminal.seeGone('╭ Keys');
  await terminal.until((screen) => !/▌.*prod-tokyo-batch/.test(screen), 'the row above');
  t.pass();
});

test('a paste is text: it fills the filter, and otherwise does nothing', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.paste('q\rqqq');
  await terminal.press('/');
  // A key right between two pastes would be text as well.
  await terminal.see(/^ \//m);
  await terminal.paste('tokyo\n');
  await terminal.see('match "tokyo');
  await terminal.press('enter');
  await terminal.see(/of 17 match "tokyo/);
  await terminal.press('esc');
  await terminal.seeGone(/of 17 match/);
  // Even with the end of a paste in it, or more of it than any field takes.
  await terminal.paste('a\x1b[201~q\r:quit\r');
  await terminal.press('f');
  await terminal.see('╭ Fetch');
  await terminal.paste('a\x1b[201~\r\x03');
  await terminal.press('esc', ':');
  await terminal.see(/^ :/m);
  await terminal.paste('quit\r\x1b[201~\r');
  await terminal.see(':quit');
  await terminal.paste('q\r'.repeat(500_000));
  await terminal.see('too long to paste');
  t.false(cloud.requests.count('DescribeClusterUserKubeconfig') > 0);
  await terminal.press('esc', 'q');
  t.is(await terminal.exit(), 0);
});
