import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';
import { expectFits } from './frames.js';

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({ scenario: 'fleet' });
});
test.after.always(() => cloud?.stop());

test('the window can change its size at any moment, down to a few lines', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  for (const [columns, rows] of [
    [60, 15],
    [200, 50],
    [40, 8],
    [110, 30],
  ] as const) {
    terminal.resize(columns, rows);
    const isWhole = (screen: string): boolean =>
      screen.trimStart().startsWith('ackring') && screen.split('\n').length === rows;
    await terminal.until(isWhole, `a whole screen of ${columns}×${rows}`);
  }
  t.pass();
});

test('a window that was resized there and back is drawn whole again', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  // As after a moment in which it was narrower, that Node never heard of.
  terminal.xterm.write('\x1b[5;1H\x1b[Jlost');
  await terminal.see('lost');
  terminal.kill('SIGWINCH');
  await terminal.seeGone('lost');
  expectFits(t, terminal);
});
