import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({ scenario: 'fleet' });
});
test.after.always(() => cloud?.stop());

test('text from a kubeconfig can neither move the cursor nor colour the screen', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { KUBECONFIG: '' } });
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  const hostile = '\\e[2J\\e[31mgone\\u202etxt';
  await writeFile(
    join(terminal.home, '.kube', 'config'),
    `apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: "${hostile}"\n  context: {cluster: none, user: none}\n`,
  );
  await terminal.seeFleet();
  await terminal.press('ctrl-r', '2');
  await terminal.see('\\x1b[2J\\x1b[31mgone\\u{202e}txt');
  await terminal.press('enter');
  await terminal.see('cluster "none" is in no file');
  t.false(terminal.output().includes('\x1b[31mgone'));
});
