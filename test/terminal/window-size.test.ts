import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, type Terminal } from './driver.js';
import { expectFits } from './frames.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

function seeWhole(terminal: Terminal, rows: number): Promise<void> {
  const isWhole = (screen: string): boolean =>
    screen.trimStart().startsWith('ackring') && screen.split('\n').length === rows;
  return terminal.until(isWhole, `a whole screen of ${rows} rows`);
}

test('the window can be resized at any moment, down to a few lines', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  for (const [columns, rows] of [
    [60, 15],
    [200, 50],
    [40, 8],
    [110, 30],
  ] as const) {
    terminal.resize(columns, rows);
    await seeWhole(terminal, rows);
  }
  t.pass();
});

test('a window that was resized there and back is redrawn completely', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  // As after a moment in which it was narrower, unnoticed by Node.
  terminal.xterm.write('\x1b[5;1H\x1b[Jlost');
  await terminal.see('lost');
  terminal.kill('SIGWINCH');
  await terminal.seeGone('lost');
  expectFits(t, terminal);
});

test('the window is resized during work, and every frame still fits', async (t) => {
  const slow = cloud.faults.add({
    operation: 'DescribeClusterUserKubeconfig',
    effect: { kind: 'delay', ms: 100 },
  });
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type('/singapore');
  await terminal.press('enter', 'ctrl-a', 'f', 'enter');
  for (const [columns, rows] of [
    [60, 15],
    [300, 80],
    [80, 24],
    [61, 16],
    [110, 30],
  ] as const) {
    terminal.resize(columns, rows);
    await seeWhole(terminal, rows);
    expectFits(t, terminal);
  }
  // One of them holds no role there, which is another story.
  await terminal.see('2 of 2 fetched · 1 of them not proven to work');
  slow();
});
