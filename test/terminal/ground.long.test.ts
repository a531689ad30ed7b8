import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, program, type Terminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'single' });

const question = '\x1b]11;?';
const white = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';
const black = '\x1b]11;rgb:0000/0000/0000\x07';

/** The text colours of the three skins, of 256: on a dark ground, on a light one, and the terminal's own. */
const skins = { dark: 253, light: 235, either: -1 } as const;

/** The colour of `all regions`, which is ordinary text. */
function textColour({ xterm, screen }: Terminal): number | null {
  const lines = screen().split('\n');
  const row = lines.findIndex((line) => line.includes('all regions'));
  const cell = xterm.buffer.active.getLine(row)?.getCell(lines[row]?.indexOf('all regions') ?? 0);
  if (row === -1 || cell === undefined) return null;
  return cell.isFgPalette() ? cell.getFgColor() : -1;
}

const shows = (terminal: Terminal, skin: keyof typeof skins): Promise<void> =>
  terminal.until(() => textColour(terminal) === skins[skin], `the ${skin} skin`);

const environment = { TERM: 'xterm-256color', COLORTERM: '' };

for (const [what, answer, skin] of [
  ['says that it is light', white, 'light'],
  ['says that it is dark', black, 'dark'],
  ['says nothing', '', 'either'],
  ['answers with garbage', '\x1b]11;rgb:fff\x1b\\\x1b]11;f\x07', 'either'],
] as const) {
  test(`a terminal that ${what} gets the ${skin} skin, and no key is pressed`, async (t) => {
    await using terminal = await openTerminal({ cloud, environment });
    await terminal.until(() => terminal.output().includes(question), 'the question');
    if (answer !== '') terminal.send(answer);
    await terminal.seeFleet();
    await shows(terminal, skin);
    t.notRegex(terminal.screen(), /Fetch a kubeconfig|rgb/);
    t.is(terminal.output().split(question).length, 2);
  });
}

test('an answer that comes late, in pieces and while somebody types is never typed, and is taken', async (t) => {
  await using terminal = await openTerminal({ cloud, environment });
  await terminal.seeFleet();
  await shows(terminal, 'either');
  await terminal.type(':sk');
  await terminal.see(':sk');
  for (const piece of ['\x1b]11;rgb:ff', 'ff/ffff/', 'ffff\x1b', '\\']) terminal.send(piece);
  await shows(terminal, 'light');
  await terminal.type('i');
  await terminal.see(/:ski(?![a-z]*\/)/);
  t.notRegex(terminal.screen(), /rgb|ffff/);
});

test('the setting wins, then COLORFGBG, and neither asks', async (t) => {
  await using place = await temporaryHome();
  await writeSettingsFile(place.home, 'config.json', '{"skin":"light"}');
  await using chosen = await openTerminal({
    cloud,
    home: place.home,
    environment: { ...environment, COLORFGBG: '15;0' },
  });
  await chosen.seeFleet();
  await shows(chosen, 'light');
  await using told = await openTerminal({ cloud, environment: { ...environment, COLORFGBG: '15;0' } });
  await told.seeFleet();
  await shows(told, 'dark');
  t.false(`${chosen.output()}${told.output()}`.includes(question));
});

test('an answer that is under way when the screen is left does not reach the shell', async (t) => {
  const shell = '"$0" "$1"; echo back; read -r typed; echo "the shell reads [$typed]"';
  const command = ['sh', '-c', shell, process.execPath, program] as const;
  await using terminal = await openTerminal({ cloud, environment, command });
  await terminal.seeFleet();
  terminal.send('q');
  terminal.send(white);
  await terminal.see(/^back$/m);
  terminal.send('ls\r');
  await terminal.see('the shell reads [ls]');
  t.pass();
});
