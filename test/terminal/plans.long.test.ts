import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

const context = 'ack/ap-northeast-1/prod-tokyo-api';

test('Enter carries out the shown plan, and shows the new one if it has changed', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  const file = join(terminal.home, '.kube', 'config');
  await terminal.see('17 clusters');
  await terminal.type('/tokyo-api');
  await terminal.press('enter', 'f');
  await terminal.see('current-context stays unset');
  const mine = `current-context: mine\ncontexts:\n- {name: mine, context: {cluster: c, user: u}}\n`;
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  await writeFile(file, mine);

  await terminal.press('enter');
  await terminal.see('the plan is no longer the one that was shown');
  await terminal.see('current-context stays "mine"');
  t.is(await readFile(file, 'utf8'), mine);
  t.is(cloud.requests.count('DescribeClusterUserKubeconfig'), 0);

  await terminal.press('enter');
  await terminal.see(`✓ ${context} answers as`);
  t.regex(await readFile(file, 'utf8'), /^current-context: mine$/m);
});

test('u shows that the context becomes the current one, and Enter makes it so', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('17 clusters');
  await terminal.type('/tokyo-api');
  await terminal.press('enter', 'f');
  await terminal.see('current-context stays unset');
  await terminal.press('u');
  await terminal.see(`current-context becomes "${context}"`);
  t.is(cloud.requests.count('DescribeClusterUserKubeconfig'), 0);
  await terminal.press('u');
  await terminal.see('current-context stays unset');
  await terminal.press('u');
  await terminal.see(`current-context becomes "${context}"`);
  await terminal.press('enter');
  await terminal.see(`✓ ${context} answers as`);
  t.true(
    (await readFile(join(terminal.home, '.kube', 'config'), 'utf8')).includes(`current-context: ${context}`),
  );
});

test('an undo shows what it reverts first, and again if that changed meanwhile', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  const file = join(terminal.home, '.kube', 'config');
  const fetched = async (name: string): Promise<void> => {
    await terminal.type(`/${name}`);
    await terminal.press('enter', 'f');
    await terminal.see(/\+ context/);
    await terminal.press('enter');
    await terminal.see(new RegExp(`✓ ack/ap-northeast-1/${name} answers as`));
    await terminal.press('esc');
  };
  await terminal.see('17 clusters');
  await fetched('prod-tokyo-api');
  const first = await readFile(file, 'utf8');

  await terminal.press('6', 'z');
  await terminal.see('Undo the last write');
  await terminal.see('the file was not there before: it goes');
  await terminal.see(`- context  ${context}`);
  await terminal.press('esc');
  await terminal.seeGone('Undo the last write');
  t.is(await readFile(file, 'utf8'), first);

  await terminal.press('z');
  await terminal.see('Undo the last write');
  // Another ackring writes while the plan is being read.
  await using other = await openTerminal({
    cloud,
    home: terminal.home,
    args: ['get', 'lab-tokyo', '--long-term', '--no-verify'],
  });
  t.is(await other.exit(), 0);
  const second = await readFile(file, 'utf8');
  await terminal.press('enter');
  await terminal.see('a file was written in the meantime');
  await terminal.see('- context  ack/ap-northeast-1/lab-tokyo');
  t.is(await readFile(file, 'utf8'), second);
  await terminal.press('enter');
  await terminal.see('undone: long-term kubeconfig of lab-tokyo');
  t.is(await readFile(file, 'utf8'), first);
});
