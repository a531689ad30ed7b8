import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, type Terminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

const question = '\x1b[?u';
const firstFrame = '\x1b[?2026l';
const answer = '\x1b[?0u';
const turnedOn = '\x1b[>1u';
const turnedOff = '\x1b[<u';

/**
 * A terminal that speaks the kitty keyboard protocol. Its answer is there before the question, to be read right behind
 * it: on a busy machine it would come too late to count, as it may even so.
 */
async function openKitty(): Promise<Terminal> {
  for (let tries = 0; ; tries += 1) {
    const terminal = await openTerminal({ cloud });
    await terminal.until(() => terminal.output().includes(firstFrame), 'the first frame');
    terminal.send(answer);
    await terminal.until(() => terminal.output().includes(question), 'the question');
    await terminal.see('prod-tokyo-api');
    if (terminal.output().includes(turnedOn) || tries === 30) return terminal;
    await terminal[Symbol.asyncDispose]();
  }
}

test('in a terminal that distinguishes Escape, a lone one takes effect at once, and the terminal is restored', async (t) => {
  await using terminal = await openKitty();
  t.true(terminal.output().includes(turnedOn));
  await terminal.press('?');
  await terminal.see('╭ Keys');
  terminal.send('\x1b[27u');
  await terminal.seeGone('╭ Keys');
  // Ctrl and a letter come as a number too.
  terminal.send('\x1b[99;5u');
  t.is(await terminal.exit(), 0);
  t.true(terminal.output().lastIndexOf(turnedOff) > terminal.output().lastIndexOf(turnedOn));
});

test('a terminal that does not answer is left as it is', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see('prod-tokyo-api');
  await terminal.press('?');
  await terminal.see('╭ Keys');
  terminal.send('\x1b');
  await terminal.seeGone('╭ Keys');
  await terminal.press('q');
  t.is(await terminal.exit(), 0);
  t.false(terminal.output().includes(turnedOn));
});
