import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, program, type Terminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

const question = '\x1b[?u';
const answer = '\x1b[?0u';
const turnedOn = '\x1b[>1u';
const turnedOff = '\x1b[<u';

/** Ink waits 200 ms for the answer: on a busy machine it comes later, however soon it was sent. */
const patientInk = `data:text/javascript,${encodeURIComponent(
  'const wait = setTimeout; globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms === 200 ? 60_000 : ms, ...rest);',
)}`;

/** A terminal that speaks the kitty keyboard protocol. */
async function openKitty(): Promise<Terminal> {
  const terminal = await openTerminal({
    cloud,
    command: [process.execPath, '--import', patientInk, program],
  });
  await terminal.until(() => terminal.output().includes(question), 'the question');
  terminal.send(answer);
  await terminal.until(() => terminal.output().includes(turnedOn), 'the protocol');
  await terminal.see('prod-tokyo-api');
  return terminal;
}

test('in a terminal that distinguishes Escape, a lone one takes effect at once, and the terminal is restored', async (t) => {
  await using terminal = await openKitty();
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
