import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { openTerminal, temporaryHome } from './driver.js';

test('a question has its safe answer focused', async (t) => {
  await using cloud = await startEmulator({ scenario: 'expiring' });
  await using temporary = await temporaryHome();
  const { home } = temporary;
  await writeSettingsFile(home, 'rotation.yaml', `sinks: [{kind: file, directory: ${join(home, 'keys')}}]\n`);
  await using terminal = await openTerminal({ cloud, home });
  await terminal.seeFleet();
  await terminal.press('5');
  await terminal.see(/[1-9]\d* to renew/);
  await terminal.press('a');
  await terminal.see('[ no ]');
  await terminal.press('enter');
  await terminal.seeGone('[ no ]');
  t.is(cloud.requests.count('DescribeClusterUserKubeconfig'), 0);
  await terminal.press('a', 'right');
  await terminal.see('[ yes ]');
  await terminal.press('esc');
  await terminal.seeGone('[ yes ]');
  t.is(cloud.requests.count('DescribeClusterUserKubeconfig'), 0);
});

test('a destructive action needs the whole name typed, and nothing else', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type(':revoke dev-hangzhou');
  await terminal.press('enter');
  await terminal.see(/\[ leave/);
  await terminal.press('right', 'enter');
  await terminal.see('Type dev-hangzhou to go on:');
  for (const wrong of ['dev', 'DEV-HANGZHOU', 'dev-hangzhou ']) {
    await terminal.press('ctrl-u');
    await terminal.type(wrong);
    await terminal.press('enter');
    await terminal.see('that is not "dev-hangzhou", letter for letter');
  }
  // Empty input changes nothing, like the safe answer of a question.
  await terminal.press('ctrl-u', 'enter');
  await terminal.seeGone('to go on:');
  t.is(cloud.requests.count('RevokeK8sClusterKubeConfig'), 0);
});
