import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, type Terminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

/** Clicks where the screen shows a text, on the lowest line that contains it, or on the highest. */
function click(
  terminal: Terminal,
  text: string,
  which: 'findIndex' | 'findLastIndex' = 'findLastIndex',
): void {
  const lines = terminal.screen().split('\n');
  const row = lines[which]((line) => line.includes(text));
  const column = lines[row]?.indexOf(text) ?? -1;
  // In columns: the text before it may be wide.
  const before = Array.from(lines[row]?.slice(0, column) ?? '', (sign) =>
    /[\u3000-\u9fff\uff00-\uffef]/.test(sign) ? 2 : 1,
  );
  const x = before.reduce<number>((sum, width) => sum + width, 1);
  terminal.send(`\x1b[<0;${x};${row + 1}M\x1b[<0;${x};${row + 1}m`);
}

/** A cluster's row: a line below the list may come to name the same one meanwhile. */
const clickRow = (terminal: Terminal, name: string): void => click(terminal, name, 'findIndex');

const selected = (terminal: Terminal): string => /^▌\S* ?(\S+)/m.exec(terminal.screen())?.[1] ?? '';

const journeys = [
  ['en', 60, 15, 'help', 'Keys'],
  ['ja', 100, 30, 'ヘルプ', 'キー'],
  ['zh', 200, 60, '帮助', '按键'],
] as const;

for (const [language, columns, rows, help, title] of journeys) {
  test(`rows and keys are clicked, rows opened by double clicks, lists scrolled by the wheel: ${language} at ${columns}×${rows}`, async (t) => {
    await using terminal = await openTerminal({ cloud, args: ['--lang', language], columns, rows });
    await terminal.see('1/17');
    await terminal.until(() => terminal.xterm.modes.mouseTrackingMode === 'vt200', 'the mouse');
    clickRow(terminal, 'prod-tokyo-api');
    await terminal.until(() => selected(terminal) === 'prod-tokyo-api', 'the row');
    terminal.send('\x1b[<65;5;5M'.repeat(20));
    // A list that is in sight as a whole has nowhere to go.
    if (rows < 20) await terminal.until(() => selected(terminal) !== 'prod-tokyo-api', 'another row');
    terminal.send('\x1b[<64;5;5M'.repeat(20));
    await terminal.see('prod-tokyo-api');
    click(terminal, help);
    await terminal.see(`╭ ${title}`);
    await terminal.press('esc');
    await terminal.seeGone(`╭ ${title}`);
    clickRow(terminal, 'prod-tokyo-api');
    clickRow(terminal, 'prod-tokyo-api');
    await terminal.see('╭ prod-tokyo-api');
    t.pass();
  });
}

test('the settings can leave the mouse to the terminal', async (t) => {
  await using terminal = await openTerminal({ cloud });
  const mouse = (mode: string): Promise<void> =>
    terminal.until(() => terminal.xterm.modes.mouseTrackingMode === mode, `the mouse to be ${mode}`);
  await terminal.seeFleet();
  await mouse('vt200');
  await terminal.press(',');
  await terminal.see('Mouse');
  await terminal.press('down', 'down', 'right');
  await terminal.see(/Mouse +off/);
  await mouse('none');
  await terminal.press('right');
  await mouse('vt200');
  t.pass();
});

test('cut, broken or pasted reports and answers press no key', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.until(() => terminal.xterm.modes.mouseTrackingMode === 'vt200', 'the mouse');
  const before = selected(terminal);
  terminal.send('\x1b[<0;5');
  terminal.send(';99999999999999999999M');
  terminal.send('\x1b[<;;;;;M\x1b[<35;3;9M\x1b[<3;3;9M');
  // So do answers to another program, whose last letters would fetch.
  terminal.send('\x1b]11;rgb:ff');
  await terminal.press('esc');
  terminal.send('\x1b]11;rgb:ff');
  terminal.send('ff/ffff/ffff\x1b\\');
  await terminal.press('/');
  await terminal.see(/^ \//m);
  await terminal.paste('\x1b[<0;3;9Mtokyo');
  await terminal.see(/of 17 match/);
  await terminal.press('esc');
  await terminal.seeGone(/of 17 match/);
  t.is(selected(terminal), before);
});

test('in dialogs the buttons, values, rows and options are clicked', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.until(() => terminal.xterm.modes.mouseTrackingMode === 'vt200', 'the mouse');
  await terminal.press('f');
  await terminal.see('ack/ap-northeast-1/lab-tokyo');
  click(terminal, '1 h');
  await terminal.see('[1 h]');
  click(terminal, 'private');
  await terminal.see('◉ private');
  click(terminal, 'long-term');
  await terminal.see('◉ long-term');
  await terminal.seeGone('[1 h]');
  click(terminal, 'As   ');
  await terminal.see('› As ');
  click(terminal, 'cancel');
  await terminal.seeGone('› As ');
  await terminal.press(',');
  await terminal.see('› Language');
  click(terminal, 'Mouse');
  await terminal.see(/› Mouse +on/);
  click(terminal, 'Mouse');
  click(terminal, 'Mouse');
  await terminal.see(/› Mouse +off/);
  await terminal.press('right');
  await terminal.see(/› Mouse +on/);
  await terminal.press('esc', '4');
  // Whoever has not been asked for holders yet is not in the plan, and its buttons say so.
  await terminal.see('7 identities in 16 clusters');
  await terminal.seeGone(/ … /);
  click(terminal, ' tom');
  await terminal.press('X');
  await terminal.see('[ leave everything ]');
  click(terminal, 'remove 2  ');
  await terminal.see('Type tom to go on');
  await terminal.press('esc', 'X');
  await terminal.see('[ leave everything ]');
  click(terminal, 'leave everything');
  await terminal.seeGone('leave everything');
  t.pass();
});
