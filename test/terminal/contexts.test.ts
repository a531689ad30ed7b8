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

test('what no context leads to is told under the contexts, with the way to remove it', async (t) => {
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
  await terminal.see(/To remove it: kubectl[\s\S]*delete-user[\s\S]*'left over'/);
  // A filter seeks contexts.
  await terminal.press('esc');
  await terminal.type('/left');
  await terminal.see('Nothing matches the filter');
  t.is(await readFile(join(folder.home, '.kube', 'config'), 'utf8'), kubeconfig);
});
