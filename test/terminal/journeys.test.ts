import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({ scenario: 'fleet' });
});
test.after.always(() => cloud?.stop());

test('many clusters are marked, fetched together, verified together and taken back one by one', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/⟳ \d+ s ago/);
  await terminal.type('/cn-hangzhou');
  await terminal.press('enter', 'space', 'space');
  await terminal.see('2 marked');
  await terminal.press('f');
  await terminal.see('Fetch 2 kubeconfigs');
  await terminal.see('the same for edge-lab');
  await terminal.press('enter');
  await terminal.see('2 of 2 fetched');

  await terminal.press('2', 'ctrl-a', 'v');
  await terminal.see('2 answer');

  await terminal.press('6', 'z');
  await terminal.see(/undone: .*edge-lab/);
  const kubeconfig = await readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  t.true(kubeconfig.includes('dev-hangzhou'));
  t.false(kubeconfig.includes('edge-lab'));
});

test('read-only mode takes the changing keys away and says why', async (t) => {
  await using terminal = await openTerminal({ cloud, args: ['--read-only'] });
  await terminal.see(/⟳ \d+ s ago .*read-only/);
  t.notRegex(terminal.screen(), /f fetch/);
  await terminal.press('f');
  await terminal.see('read-only: started with --read-only');
});

test('a setting is in force at once and kept for the next start', async (t) => {
  await using first = await openTerminal({ cloud });
  await first.see(/⟳ \d+ s ago/);
  await first.type(':skin light');
  await first.press('enter');
  await first.type(':lang zh');
  await first.press('enter');
  await first.see('集群 › 全部地域');
  await first.press('q');
  await first.exit();

  await using second = await openTerminal({ cloud, home: first.home });
  await second.see('集群 › 全部地域');
  t.pass();
});

test('a key that another action has is refused with both names', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/⟳ \d+ s ago/);
  await terminal.press(',', 'up', 'enter');
  await terminal.see('Settings · keys');
  await terminal.press('j', 'j', 'enter');
  await terminal.see('press the new key');
  await terminal.press('v');
  await terminal.see('v cannot be "fetch": it is "verify" where both work');
  await terminal.press('enter', 'b', 'esc');
  await terminal.see('Context name');
  await terminal.press('esc');
  await terminal.see(/b fetch/);
  await terminal.press('b');
  await terminal.see('Fetch a kubeconfig · lab-tokyo');
  t.pass();
});

test('text from a kubeconfig can neither move the cursor nor colour the screen', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { KUBECONFIG: '' } });
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  const hostile = '\\e[2J\\e[31mgone\\u202etxt';
  await writeFile(
    join(terminal.home, '.kube', 'config'),
    `apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: "${hostile}"\n  context: {cluster: none, user: none}\n`,
  );
  await terminal.see(/⟳ \d+ s ago/);
  await terminal.press('ctrl-r', '2');
  await terminal.see('\\x1b[2J\\x1b[31mgone\\u{202e}txt');
  await terminal.press('enter');
  await terminal.see('cluster "none" is in no file');
  t.false(terminal.output().includes('\x1b[31mgone'));
});

test('the window can change its size at any moment, down to a few lines', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/⟳ \d+ s ago/);
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

test('a file is opened in the editor and the screen comes back', async (t) => {
  const editor = 'sh -c \'sed -i s/namespace:.*/namespace:\\ edited/ "$0"\'';
  await using terminal = await openTerminal({ cloud, environment: { EDITOR: editor } });
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  await writeFile(
    join(terminal.home, '.kube', 'config'),
    'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: mine\n  context: {cluster: none, user: none}\n  namespace: before\n',
  );
  await terminal.see(/⟳ \d+ s ago/);
  await terminal.press('ctrl-r', '2');
  await terminal.see('mine');
  await terminal.press('e');
  const hasReturned = (): boolean => /\x1b\[\?1049l[\s\S]*\x1b\[\?1049h/.test(terminal.output());
  await terminal.until(hasReturned, 'the screen to come back');
  const text = await readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  t.true(text.includes('namespace: edited'));
});

test('without colour every state still has its letter', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { NO_COLOR: '1' } });
  await terminal.see(/⟳ \d+ s ago/);
  await terminal.press('3');
  await terminal.see('E expired');
  await terminal.see('C critical');
  t.notRegex(terminal.output(), /\x1b\[[\d;]*(?:3[0-8]|4[0-8]|9\d|10\d)[;m]/);
});

test('a screen reader hears sentences, without bars and boxes', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { INK_SCREEN_READER: 'true' } });
  await terminal.see('Row 1 of 17: lab-tokyo ap-northeast-1 managed');
  await terminal.press('j');
  await terminal.see('Row 2 of 17: legacy-tokyo');
  t.notRegex(terminal.output(), /[│╭━]/);
});
