import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, program, type Terminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

/** A script that stands in for a user's editor or pager, as the command that runs it. */
async function script(home: string, name: string, lines: readonly string[]): Promise<string> {
  const path = join(home, name);
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return `'${path}'`;
}

const kubeconfig =
  'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: mine\n  context: {cluster: none, user: none}\n  namespace: before\n';

async function openWithContext(
  home: string,
  environment: Readonly<Record<string, string>>,
): Promise<Terminal> {
  await mkdir(join(home, '.kube'));
  await writeFile(join(home, '.kube', 'config'), kubeconfig);
  const terminal = await openTerminal({ cloud, home, environment });
  await terminal.seeFleet();
  await terminal.press('2');
  await terminal.see('mine');
  return terminal;
}

test('a file is opened in the editor, which has the keyboard to itself, and the screen comes back', async (t) => {
  await using folder = await temporaryHome();
  const editor = await script(folder.home, 'editor', [
    'stty -a | grep -q " icanon" && echo "a terminal as shells know it"',
    'printf "new namespace: "',
    'read -r typed',
    'sed -i "s/namespace:.*/namespace: $typed/" "$1"',
  ]);
  await using terminal = await openWithContext(folder.home, { EDITOR: editor });
  await terminal.press('e');
  await terminal.see('new namespace:');
  t.is(terminal.xterm.buffer.active.type, 'normal');
  t.is(terminal.xterm.modes.mouseTrackingMode, 'none');
  await terminal.see(/a terminal as shells know it/);
  // A window resized meanwhile: the screen comes back at the new size.
  terminal.resize(90, 24);
  await terminal.type('typed');
  await terminal.press('enter');
  await terminal.see('Contexts › 1 file');
  t.is(terminal.xterm.buffer.active.type, 'alternate');
  t.is(terminal.xterm.modes.mouseTrackingMode, 'vt200');
  t.is(terminal.screen().split('\n').length, 24);
  t.regex(await readFile(join(folder.home, '.kube', 'config'), 'utf8'), /namespace: typed/);
  await terminal.press('?');
  await terminal.see('Keys');
});

for (const [name, own, place] of [
  ['vim', ['-u', 'NONE'], (file: string, line: number) => [`+${line}`, file]],
  ['code', ['--wait'], (file: string, line: number) => ['-g', `${file}:${line}`]],
  ['other', ['-x'], (file: string) => [file]],
] as const)
  test(`the editor ${name} opens the file where the context begins, with its own arguments`, async (t) => {
    await using folder = await temporaryHome();
    const told = join(folder.home, 'told');
    const editor = await script(folder.home, name, [
      `printf '%s\\n' "$@" > '${told}'`,
      'printf "opened here"',
      'read -r _',
    ]);
    await using terminal = await openWithContext(folder.home, { EDITOR: [editor, ...own].join(' ') });
    await terminal.press('e');
    await terminal.see('opened here');
    await terminal.press('enter');
    await terminal.see('Contexts › 1 file');
    const line = kubeconfig.split('\n').indexOf('- name: mine') + 1;
    const args = (await readFile(told, 'utf8')).trimEnd().split('\n');
    t.deepEqual(args, [...own, ...place(join(folder.home, '.kube', 'config'), line)]);
  });

test('Ctrl-C in the editor is the editor’s', async (t) => {
  await using folder = await temporaryHome();
  const editor = await script(folder.home, 'editor', [
    'trap "echo interrupted; exit 1" INT',
    'echo editing',
    'while :; do sleep 0.05; done',
  ]);
  await using terminal = await openWithContext(folder.home, { EDITOR: editor });
  await terminal.press('e');
  await terminal.see('editing');
  await terminal.press('ctrl-c');
  await terminal.see('Contexts › 1 file');
  t.regex(terminal.output(), /interrupted/);
});

test('a missing editor is reported with its remedy', async (t) => {
  await using folder = await temporaryHome();
  await using terminal = await openWithContext(folder.home, { EDITOR: 'no-such-editor' });
  await terminal.press('e');
  await terminal.see('the editor "no-such-editor" could not be started · Set EDITOR');
  t.is(terminal.xterm.buffer.active.type, 'alternate');
});

test('a text goes to the pager, without its secrets', async (t) => {
  await using folder = await temporaryHome();
  const pager = await script(folder.home, 'pager', [
    'cat',
    'printf "$LESSCHARSET, page 1 of 1"',
    'read -r _ </dev/tty',
  ]);
  await using fetching = await openTerminal({ cloud, home: folder.home, args: ['get', 'dev-hangzhou'] });
  t.is(await fetching.exit(), 0);
  await using terminal = await openTerminal({
    cloud,
    home: folder.home,
    rows: 60,
    environment: { PAGER: pager },
  });
  await terminal.seeFleet();
  await terminal.press('2', 'y');
  await terminal.see('client-key-data');
  await terminal.press('p');
  await terminal.see('utf-8, page 1 of 1');
  t.is(terminal.xterm.buffer.active.type, 'normal');
  await terminal.see(/name: ack\/cn-hangzhou\/dev-hangzhou/);
  t.notRegex(terminal.output(), /LS0tLS1/);
  await terminal.press('enter');
  await terminal.see('p pager');
  t.is(terminal.xterm.buffer.active.type, 'alternate');
});

test('Ctrl-Z gives the shell its terminal, and fg restores the whole screen', async (t) => {
  const command = ['sh', '-i'] as const;
  const environment = { PS1: 'shell> ', START: `'${process.execPath}' '${program}'` };
  await using terminal = await openTerminal({ cloud, command, environment });
  await terminal.see('shell>');
  await terminal.type('eval "$START"');
  await terminal.press('enter');
  await terminal.seeFleet();
  await terminal.press('j', 'j', 'ctrl-z');
  await terminal.until((screen) => screen.endsWith('shell>'), 'the shell’s prompt');
  t.is(terminal.xterm.buffer.active.type, 'normal');
  t.false(terminal.xterm.modes.bracketedPasteMode);

  terminal.resize(80, 20);
  await terminal.type('stty -a | grep -o "[- ]icanon"; stty size');
  await terminal.press('enter');
  await terminal.see(/ icanon\s+20 80\s+shell>/);

  await terminal.type('fg');
  await terminal.press('enter');
  await terminal.seeFleet();
  t.is(terminal.xterm.buffer.active.type, 'alternate');
  t.is(terminal.screen().split('\n').length, 20);
  // The position is kept, and the keys are the program's again.
  await terminal.see(/▌.*prod-beijing-core|▌.*prod-tokyo-api/);
  await terminal.press('k');
  // Nor does a dialog keep anybody there: it waits as it was left.
  await terminal.press('?', '/');
  await terminal.type('mark');
  await terminal.see('/ mark');
  // What is typed ahead, before the shell is there, is no key of the program.
  terminal.send('\x1afg\r');
  await terminal.until((screen) => screen.endsWith('shell>'), 'the shell’s prompt');
  await terminal.type('fg');
  await terminal.press('enter');
  await terminal.see('/ mark');
  await terminal.type(' all');
  await terminal.see('/ mark all');
  await terminal.press('ctrl-c', 'ctrl-c');
  await terminal.press('q');
  await terminal.until((screen) => screen.endsWith('shell>'), 'the shell’s prompt');
  t.is(terminal.xterm.buffer.active.type, 'normal');
});
