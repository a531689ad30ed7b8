import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

test('from the list of clusters to a verified context', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('17 clusters');

  await terminal.type('/tokyo-api');
  await terminal.see('1 of 17 match "tokyo-api"');
  await terminal.press('enter', 'f');
  await terminal.see('Fetch a kubeconfig · prod-tokyo-api');
  await terminal.see(/\+ context +ack\/ap-northeast-1\/prod-tokyo-api/);
  await terminal.see('current-context stays unset');

  await terminal.press('enter');
  await terminal.see(/✓ ack\/ap-northeast-1\/prod-tokyo-api answers as \d+…\d+ · ends .*takes it back/);
  await terminal.see(/prod-tokyo-api .*━+.* [78] h T/);
  const kubeconfig = await readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  t.true(kubeconfig.includes('name: ack/ap-northeast-1/prod-tokyo-api'));
  t.false(kubeconfig.includes('current-context: ack'));

  await terminal.press('2', 'v');
  await terminal.see(/prod-tokyo-api .*✓ \d+ ms/);
  await terminal.press('enter');
  await terminal.see('system:users');

  await terminal.press('esc', 'q');
  t.is(await terminal.exit(), 0);
});

test('keys pressed faster than the screen is drawn all take effect', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('17 clusters');
  terminal.send('jjjjjkk/hangzhou\rGf');
  await terminal.see('Fetch a kubeconfig · prod-hangzhou-web');
  t.pass();
});

test('details of one cluster are not taken for the whole fleet’s expiry', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('17 clusters');
  await terminal.type('/lab-tokyo');
  await terminal.press('enter', 'enter');
  await terminal.see('Overview');
  // Esc with a key right behind it, as a slow link delivers them.
  terminal.send('\u001b3');
  await terminal.see('identities in 16 clusters');
  await terminal.see('old-pipeline');
  t.pass();
});

test('an Esc with another key right behind it calls the fetch off, and the key is what it was', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('17 clusters');
  await terminal.press('f');
  await terminal.see('Fetch a kubeconfig · lab-tokyo');
  terminal.send('\u001b\r');
  await terminal.see('╭ lab-tokyo');
  await terminal.press('esc', 'f');
  await terminal.see('Fetch a kubeconfig · lab-tokyo');
  // Pasted text presses no key, and the arrow moves from the cluster to the next.
  terminal.send('\u001b\u001b[200~\r\u001b[201~\u001b\u001b[B\r');
  await terminal.see('╭ legacy-tokyo');
  t.is(cloud.requests.count('DescribeClusterUserKubeconfig'), 0);
});
