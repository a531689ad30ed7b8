import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

test('commands and their arguments are completed, and earlier ones recalled', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type(':reg');
  await terminal.see(/:reg +region/);
  await terminal.press('tab');
  await terminal.type('cn-h');
  await terminal.see(/:region cn-h +cn-hangzhou/);
  await terminal.press('tab', 'enter');
  await terminal.see('Clusters › cn-hangzhou');

  await terminal.type(':expi');
  await terminal.press('enter');
  await terminal.see('Expiry ›');
  await terminal.press(':', 'up', 'up');
  await terminal.see(':region cn-hangzhou');
  await terminal.press('down');
  await terminal.see(/:expi +expiry/);
  await terminal.press('esc');
  await terminal.seeGone(/^ :expi/m);
  t.pass();
});

test('a command can carry a filter, and an unknown one is reported', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type(':clusters singapore');
  await terminal.press('enter');
  await terminal.see('2 of 17 match "singapore"');
  await terminal.type(':dance');
  await terminal.press('enter');
  await terminal.see('there is no command "dance"');
  await terminal.type(':skin pink');
  await terminal.press('enter');
  await terminal.see('"pink" is not one of the choices');
  await terminal.press('esc');
  await terminal.type(':q');
  await terminal.press('enter');
  t.is(await terminal.exit(), 0);
});
