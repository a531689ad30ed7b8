import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, type Terminal } from './driver.js';

/** What a terminal must be given back: the first screen, a cursor, no bracketed paste. */
function isRestored(terminal: Terminal): boolean {
  const output = terminal.output();
  const isLast = (on: string, off: string): boolean => output.lastIndexOf(off) > output.lastIndexOf(on);
  return (
    terminal.xterm.buffer.active.type === 'normal' &&
    isLast('\x1b[?1049h', '\x1b[?1049l') &&
    isLast('\x1b[?25l', '\x1b[?25h') &&
    isLast('\x1b[?2004h', '\x1b[?2004l')
  );
}

for (const key of ['q', 'ctrl-c']) {
  test(`${key} leaves the terminal as it was`, async (t) => {
    await using cloud = await startEmulator({ scenario: 'single' });
    await using terminal = await openTerminal({ cloud });
    await terminal.see('1 cluster');
    t.is(terminal.xterm.buffer.active.type, 'alternate');
    await terminal.press(key);
    t.is(await terminal.exit(), 0);
    t.true(isRestored(terminal));
  });
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} leaves the terminal as it was, and says so in the exit code`, async (t) => {
    await using cloud = await startEmulator({ scenario: 'single' });
    await using terminal = await openTerminal({ cloud });
    await terminal.see('1 cluster');
    terminal.kill(signal);
    t.is(await terminal.exit(), code);
    t.true(isRestored(terminal));
  });
}
