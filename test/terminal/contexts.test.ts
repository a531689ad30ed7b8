import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, temporaryHome } from './driver.js';

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: used
  cluster: {server: "https://127.0.0.1:1"}
users:
- name: used
  user: {token: hush}
- name: left over
  user: {token: hush}
contexts:
- name: mine
  context: {cluster: used, user: used}
`;

test('orphaned entries are listed below the contexts, with the way to remove them', async (t) => {
  await using cloud = await startEmulator({ scenario: 'single' });
  await using folder = await temporaryHome();
  await mkdir(join(folder.home, '.kube'));
  await writeFile(join(folder.home, '.kube', 'config'), kubeconfig);
  await using terminal = await openTerminal({ cloud, home: folder.home });
  await terminal.see('1 cluster');
  await terminal.press('2');
  await terminal.see(/· user left over {2}no context leads to it {2}~\/\.kube\/config/);
  await terminal.press('G', 'v');
  await terminal.see('there is no kubeconfig of it yet');
  await terminal.press('enter');
  await terminal.see(/On Contexts, P shows what/);
  // A filter searches contexts.
  await terminal.press('esc');
  await terminal.type('/left');
  await terminal.see('Nothing matches the filter');
  t.is(await readFile(join(folder.home, '.kube', 'config'), 'utf8'), kubeconfig);
});

const three = `contexts:
- name: dev
  context: {cluster: c, user: u}
- name: web
  context: {cluster: c, user: u}
- name: lost
  context: {cluster: gone, user: u}
clusters:
- name: c
  cluster: {server: "https://127.0.0.1:1"}
users:
- name: u
  user: {token: t}
current-context: dev
`;

test('contexts are switched, renamed, given a namespace, removed and pruned, each shown before, and undone', async (t) => {
  await using folder = await temporaryHome();
  const file = join(folder.home, '.kube', 'config');
  await mkdir(join(folder.home, '.kube'));
  await writeFile(file, three);
  await using terminal = await openTerminal({
    home: folder.home,
    args: ['--screen', 'contexts'],
    columns: 100,
    rows: 30,
  });
  const text = () => readFile(file, 'utf8');
  await terminal.see(/\* dev/);
  await terminal.type('/web');
  await terminal.press('enter', 'u');
  await terminal.see('web is the current context');
  t.is(await text(), three.replace('current-context: dev', 'current-context: web'));
  for (const name of ['dev', 'web']) {
    await terminal.type(':use -');
    await terminal.press('enter');
    await terminal.see(`${name} is the current context`);
  }

  await terminal.press('n');
  await terminal.see('web works in');
  await terminal.type('shop');
  await terminal.press('enter');
  await terminal.see('web is set to namespace shop');
  t.regex(await text(), /namespace: shop/);

  await terminal.press('R');
  await terminal.see('web becomes');
  await terminal.type('-site');
  await terminal.press('enter');
  await terminal.see(/\+ context +web-site[\s\S]*current-context +web-site \(was web\)/);
  await terminal.press('enter');
  await terminal.see('the context is renamed');
  t.regex(await text(), /^current-context: web-site$/m);

  await terminal.press('esc', 'esc');
  // The row goes where its new name belongs, and the cursor with it.
  await terminal.type('/dev');
  await terminal.press('enter', 'R');
  await terminal.see('dev becomes');
  await terminal.press('ctrl-u');
  await terminal.type('zoo');
  await terminal.press('enter');
  await terminal.see(/\+ context +zoo[\s\S]*no +\[ yes \]/);
  await terminal.press('y', 'esc', 'esc');
  await terminal.see(/▌\W*zoo /);
  await terminal.press('R');
  await terminal.see('zoo becomes');
  await terminal.press('ctrl-u');
  await terminal.type('dev');
  await terminal.press('enter');
  await terminal.see(/\+ context +dev/);
  await terminal.press('y');
  await terminal.see(/▌\W*dev /);

  await terminal.type('/dev');
  await terminal.press('enter', 'X');
  await terminal.see(/- context +dev/);
  await terminal.press('esc');
  await terminal.seeGone(/- context +dev/);
  t.regex(await text(), /name: dev/);
  // Enter takes the safe answer, as before everything that takes something away.
  await terminal.press('X');
  await terminal.see(/- context +dev/);
  await terminal.press('enter');
  await terminal.seeGone(/- context +dev/);
  t.regex(await text(), /name: dev/);
  await terminal.press('X');
  await terminal.see(/- context +dev/);
  await terminal.press('right', 'enter');
  await terminal.see('1 context is removed');
  t.notRegex(await text(), /name: dev/);

  await terminal.press('P');
  await terminal.see(/- context +lost/);
  await terminal.press('y');
  await terminal.see('pruned');
  t.notRegex(await text(), /lost/);

  // One thing done is one row: what the journal has is not told by a message too.
  await terminal.press('6', 'ctrl-l');
  await terminal.see('Activity ›');
  await terminal.see(/✎ .*pruned lost[\s\S]*renamed web to web-site/);
  const rows = terminal
    .screen()
    .split('\n')
    .filter((line) => /^.[✓✎] +\d{4}-/.test(line));
  t.is(rows.length, 9, rows.join('\n'));
  await terminal.press('2');

  await terminal.press('6', 'z');
  await terminal.see(/\+ context +lost/);
  await terminal.press('enter');
  await terminal.see(/undone: pruned lost/);
  t.regex(await text(), /lost/);
});

test('from ten contexts on their number is typed before they are removed', async (t) => {
  await using folder = await temporaryHome();
  const file = join(folder.home, '.kube', 'config');
  await mkdir(join(folder.home, '.kube'));
  const names = Array.from({ length: 10 }, (_, index) => `old-${index}`);
  const contexts = names.map((name) => `- name: ${name}\n  context: {cluster: c, user: u}\n`);
  await writeFile(file, three.replace('contexts:\n', `contexts:\n${contexts.join('')}`));
  const args = ['--screen', 'contexts'];
  await using terminal = await openTerminal({ home: folder.home, args, columns: 100, rows: 30 });
  await terminal.see(/\* dev/);
  await terminal.type('/old-');
  await terminal.press('enter', 'ctrl-a', 'X');
  await terminal.see(/- context +old-0/);
  await terminal.press('y');
  await terminal.see('Type 10 to go on');
  t.regex(await readFile(file, 'utf8'), /old-9/);
  await terminal.type('10');
  await terminal.press('enter');
  await terminal.see(/✓ 10 contexts are removed/);
  t.notRegex(await readFile(file, 'utf8'), /old-/);
});

/** Namespaces of the cluster, as its API server lists them. */
const inCluster = ['payments', 'web'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}));

test('the namespaces are those that the API server lists, found by a part of their name', async (t) => {
  const prod = {
    name: 'prod',
    holders: { ops: { daysLeft: 900, roles: ['admin'] } },
    apiServer: { objects: inCluster },
  };
  await using cloud = await startEmulator({ scenario: { clusters: [prod] } });
  await using folder = await temporaryHome();
  await using got = await openTerminal({ cloud, home: folder.home, args: ['get', 'prod', '--use'] });
  t.is(await got.exit(), 0);
  const file = join(folder.home, '.kube', 'config');
  await using terminal = await openTerminal({
    ...{ cloud, home: folder.home, args: ['--screen', 'contexts'], columns: 100, rows: 30 },
  });
  await terminal.see('1 cluster');
  await terminal.press('n');
  await terminal.see('Its API server lists 6.');
  // The current one is marked.
  await terminal.see(/› ◉ default/);
  await terminal.see('○ kube-system');
  await terminal.type('paym');
  await terminal.press('tab', 'shift-tab', 'enter');
  await terminal.see(/is set to namespace payments(?!,)/);
  t.regex(await readFile(file, 'utf8'), /namespace: payments/);

  await terminal.press('n');
  await terminal.see('Its API server lists 6.');
  await terminal.see(/› ◉ payments/);
  await terminal.type('shop');
  await terminal.see(/› ○ shop · as typed, not in this list/);
  await terminal.press('enter');
  await terminal.see('is set to namespace shop, which its API server does not list');
  t.regex(await readFile(file, 'utf8'), /namespace: shop/);
});

test('where the API server lists no namespaces, those of the files are offered, and why is told', async (t) => {
  const prod = { name: 'prod', holders: { ops: { daysLeft: 900, roles: ['dev@web'] } } };
  await using cloud = await startEmulator({ scenario: { clusters: [prod] } });
  await using folder = await temporaryHome();
  // Rights in one namespace only are not proven in another.
  for (const [code, ...args] of [
    [1, 'get', 'prod', '--use'],
    [0, 'use', '--namespace', 'web', '--force'],
  ] as const) {
    await using run = await openTerminal({ cloud, home: folder.home, args });
    t.is(await run.exit(), code);
  }
  await using terminal = await openTerminal({
    ...{ cloud, home: folder.home, args: ['--screen', 'contexts'], columns: 100, rows: 30 },
  });
  await terminal.see('1 cluster');
  await terminal.press('n');
  await terminal.see('Not listed: ');
  await terminal.see('refuses that (403)');
  await terminal.see(/› ◉ web/);
  await terminal.see('○ default');
  await terminal.press('esc');
  await terminal.seeGone('Not listed: ');
});
