import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({ scenario: 'fleet' });
});
test.after.always(() => cloud?.stop());

test('read-only mode takes the changing keys away and says why', async (t) => {
  await using terminal = await openTerminal({ cloud, args: ['--read-only'] });
  await terminal.see(/⟳ \d+ s ago .*read-only/);
  t.notRegex(terminal.screen(), /f fetch/);
  await terminal.press('f');
  await terminal.see('read-only: started with --read-only');
});
