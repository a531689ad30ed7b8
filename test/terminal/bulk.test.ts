import { readFile } from 'node:fs/promises';
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
  await terminal.seeFleet();
  await terminal.type('/cn-hangzhou');
  await terminal.press('enter', 'space', 'space');
  await terminal.see('2 marked');
  await terminal.press('f');
  await terminal.see('Fetch 2 kubeconfigs');
  await terminal.see('the same for edge-lab');
  await terminal.press('enter');
  await terminal.see('2 of 2 fetched');

  await terminal.press('2');
  await terminal.see('/edge-lab');
  await terminal.press('ctrl-a', 'v');
  await terminal.see('2 answer');

  await terminal.press('6', 'z');
  await terminal.see(/undone: .*edge-lab/);
  const kubeconfig = await readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  t.true(kubeconfig.includes('dev-hangzhou'));
  t.false(kubeconfig.includes('edge-lab'));
});

test('the last write can be taken back before the journal is on the screen', async (t) => {
  await using first = await openTerminal({ cloud, args: ['get', 'dev-hangzhou'] });
  await first.exit();
  await using second = await openTerminal({ cloud, home: first.home });
  await second.seeFleet();
  second.send('6z');
  await second.see(/undone: .*dev-hangzhou/);
  t.notRegex(await readFile(join(first.home, '.kube', 'config'), 'utf8').catch(() => ''), /dev-hangzhou/);
});
