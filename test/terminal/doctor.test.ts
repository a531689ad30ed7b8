import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

test('the doctor tells on the screen what it finds and what to do, to its last line, and goes away', async (t) => {
  await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  await using terminal = await openTerminal({ cloud, columns: 60, rows: 15 });
  await terminal.see('prod');
  await terminal.type(':doc');
  await terminal.press('tab');
  await terminal.see(':doctor');
  await terminal.press('enter');
  await terminal.see(/✓ node +Node \d/);
  await terminal.see(/(?:Nothing|thing|things) need(?:s|) attention\./);
  await terminal.press('G');
  await terminal.see(/–(\d+)\/\1 ╮/);
  await terminal.press('c');
  await terminal.see('asked the terminal to copy Doctor');
  await terminal.press('esc', 'esc');
  await terminal.see(/▌● prod/);
  await terminal.seeGone('attention');
  t.pass();
});

test('a word after : is named where a remedy means its command', async (t) => {
  await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  await using terminal = await openTerminal({ cloud });
  await terminal.type(':function nope@cn-hangzhou');
  await terminal.press('enter');
  await terminal.see('there is no function nope in cn-hangzhou');
  await terminal.see('`:function NAME@REGION`');
  t.pass();
});
