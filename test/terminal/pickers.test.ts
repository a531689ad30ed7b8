import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, temporaryHome } from './driver.js';

const config = `clusters:
- {name: c, cluster: {server: "https://127.0.0.1:1"}}
contexts:
${['dev', 'prod-tokyo', 'staging'].map((name) => `- {name: ${name}, context: {cluster: c, user: u}}\n`).join('')}current-context: dev
users:
- {name: u, user: {token: t}}
`;

test('use without a name is a search, recently used first; remove asks before it does anything', async (t) => {
  await using place = await temporaryHome();
  const { home } = place;
  const file = join(home, '.kube', 'config');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, config, { mode: 0o600 });
  const open = (...args: readonly string[]) => openTerminal({ home, args, columns: 60, rows: 15 });
  {
    await using terminal = await open('use');
    await terminal.see(/› dev +current/);
    await terminal.type('prtok');
    await terminal.see(/› prod-tokyo/);
    await terminal.seeGone('staging');
    await terminal.press('enter');
    t.is(await terminal.exit(), 0);
    t.regex(terminal.output(), /prod-tokyo \(was dev\)/);
    // A terminal may keep what is cleared as a whole.
    t.notRegex(terminal.output(), /\x1b\[\d?J/);
  }
  t.regex(await readFile(file, 'utf8'), /^current-context: prod-tokyo$/m);
  {
    await using terminal = await open('use');
    // The current one, then the previous one.
    await terminal.until((screen) => /› prod-tokyo.*\n {2}dev/.test(screen), 'the last used first');
    await terminal.press('ctrl-c');
    t.is(await terminal.exit(), 1);
    t.regex(terminal.output(), /nothing was chosen/);
  }
  {
    await using terminal = await open('contexts', 'remove', 'staging');
    await terminal.see('[y/N]');
    await terminal.see(/- contexts\/staging/);
    await terminal.press('enter');
    t.is(await terminal.exit(), 6);
    t.regex(terminal.output(), /nothing was changed/);
  }
  {
    await using terminal = await open('contexts', 'remove', 'staging');
    await terminal.see('[y/N]');
    await terminal.press('ctrl-c');
    t.not(await terminal.exit(), 0);
    t.regex(terminal.output(), /\[y\/N\] (?:\^C)?\r?\nerror: nothing was done/);
  }
  t.regex(await readFile(file, 'utf8'), /staging/);
  {
    await using terminal = await open('contexts', 'remove', 'staging');
    await terminal.see('[y/N]');
    await terminal.type('y');
    await terminal.press('enter');
    t.is(await terminal.exit(), 0);
  }
  t.notRegex(await readFile(file, 'utf8'), /staging/);
});

test('undo shows the file, its entries and what stays, and asks', async (t) => {
  await using place = await temporaryHome();
  const { home } = place;
  const file = join(home, '.kube', 'config');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, config, { mode: 0o600 });
  const open = (...args: readonly string[]) => openTerminal({ home, args, columns: 80, rows: 20 });
  {
    await using terminal = await open('contexts', 'remove', 'staging', '--yes');
    t.is(await terminal.exit(), 0);
  }
  const written = await readFile(file, 'utf8');
  for (const [answer, code] of [
    ['n', 6],
    ['y', 0],
  ] as const) {
    t.is(await readFile(file, 'utf8'), written);
    await using terminal = await open('undo');
    await terminal.see('Take it back? [y/N]');
    await terminal.see(/~\/\.kube\/config\n {2}\+ contexts\/staging/);
    await terminal.type(answer);
    await terminal.press('enter');
    t.is(await terminal.exit(), code);
  }
  t.is(await readFile(file, 'utf8'), config);
});

test('every key of the command line’s choices, as a terminal sends it', async (t) => {
  await using place = await temporaryHome();
  const file = join(place.home, '.kube', 'config');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, config, { mode: 0o600 });
  const open = () => openTerminal({ home: place.home, args: ['use'], columns: 60, rows: 15 });
  // A lone Esc as most terminals send it, twice for the impatient, and the two ways out of everything.
  for (const key of ['\x1b', '\x1b\x1b', '\x03', '\x04']) {
    await using terminal = await open();
    await terminal.see(/› dev +current/);
    terminal.send(key);
    t.is(await terminal.exit(), 1);
    t.regex(terminal.output(), /nothing was chosen/);
  }
  await using terminal = await open();
  await terminal.see(/› dev +current/);
  for (const [key, row] of [
    ['\x1b[B', 'prod-tokyo'],
    ['\x0e', 'staging'],
    ['\x1b[A', 'prod-tokyo'],
    ['\x10', 'dev'],
    ['\t', 'prod-tokyo'],
  ] as const) {
    terminal.send(key);
    await terminal.see(new RegExp(`› ${row}`));
  }
  terminal.send('stx');
  await terminal.see('0/3');
  terminal.send('\x7f');
  await terminal.see(/› staging/);
  terminal.send('\x15');
  await terminal.see('3/3');
  terminal.send('\x1b[B\x1b[B\r');
  t.is(await terminal.exit(), 0);
  t.regex(await readFile(file, 'utf8'), /^current-context: staging$/m);
});

test('in a window lower than the list the choices are drawn over, and do not scroll away', async (t) => {
  await using place = await temporaryHome();
  const file = join(place.home, '.kube', 'config');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, config, { mode: 0o600 });
  await using terminal = await openTerminal({ home: place.home, args: ['use'], columns: 60, rows: 4 });
  await terminal.see(/› dev +current/);
  terminal.send('\x1b[B');
  await terminal.see(/› prod-tokyo/);
  terminal.send('\x1b[B');
  await terminal.see(/› staging/);
  t.is(terminal.xterm.buffer.active.baseY, 0);
  await terminal.press('ctrl-c');
  t.is(await terminal.exit(), 1);
});

test('get without a name offers a choice from the fleet', async (t) => {
  await using emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod-web' }, { name: 'prod-api' }] },
  });
  await using place = await temporaryHome();
  await using terminal = await openTerminal({
    home: place.home,
    cloud: emulator,
    args: ['get', '--dry-run'],
  });
  await terminal.see(/› prod-api/);
  await terminal.press('down');
  await terminal.see(/› prod-web/);
  await terminal.press('enter');
  t.is(await terminal.exit(), 0);
  t.regex(terminal.output(), /ack\/ap-northeast-1\/prod-web/);
});

test('use and get of a part of a name, or of a name that several have, offer what matches; of no part, say so', async (t) => {
  await using emulator = await startEmulator({
    scenario: {
      clusters: [
        ...[{ name: 'prod-web' }, { name: 'prod-api' }, { name: 'lab' }],
        { name: 'twin' },
        { name: 'twin', region: 'cn-hangzhou' },
      ],
    },
  });
  await using place = await temporaryHome();
  const { home } = place;
  const file = join(home, '.kube', 'config');
  await mkdir(dirname(file), { recursive: true });
  const twins = config.replaceAll('dev', 'a/twin').replaceAll('staging', 'b/twin');
  await writeFile(file, twins, { mode: 0o600 });
  const open = (...args: readonly string[]) => openTerminal({ home, cloud: emulator, args, rows: 15 });
  for (const [args, matches] of [
    [['use', 'tokyo'], /context › tokyo▏ {2}1\/3 {2}Type to search.*\n› prod-tokyo /],
    [['use', 'twin'], /context › twin▏ {2}2\/3 {2}Type to search.*\n› [ab]\/twin .*\n {2}[ab]\/twin /],
    [
      ['get', 'prod', '--dry-run'],
      /cluster › prod▏ {2}2\/5 {2}Type to search.*\n› prod-(api|web) .*\n {2}prod-(api|web) /,
    ],
    [['get', 'twin', '--dry-run'], /cluster › twin▏ {2}2\/5 {2}Type to search.*\n› twin .*\n {2}twin /],
  ] as const) {
    await using terminal = await open(...args);
    await terminal.see(matches);
    terminal.send('\x1b');
    t.is(await terminal.exit(), 1);
    t.regex(terminal.output(), /nothing was chosen/);
    t.is(await readFile(file, 'utf8'), twins);
  }
  for (const [args, told] of [
    [['use', 'prd-tokyo-x'], /did you mean "prod-tokyo"\?/],
    [['get', 'prdo-web'], /similar names: prod-web/],
    [['use', 'tokyo', '--json'], /"ContextNotFound"/],
  ] as const) {
    await using terminal = await open(...args);
    t.is(await terminal.exit(), 3);
    t.regex(terminal.output(), told);
  }
  await using terminal = await open('use', 'tokyo');
  await terminal.see(/› prod-tokyo /);
  await terminal.press('enter');
  t.is(await terminal.exit(), 0);
  t.regex(await readFile(file, 'utf8'), /^current-context: prod-tokyo$/m);
});
