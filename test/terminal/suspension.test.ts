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

test('a file is opened in the editor and the screen comes back', async (t) => {
  const editor = 'sh -c \'sed -i s/namespace:.*/namespace:\\ edited/ "$0"\'';
  await using terminal = await openTerminal({ cloud, environment: { EDITOR: editor } });
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  await writeFile(
    join(terminal.home, '.kube', 'config'),
    'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: mine\n  context: {cluster: none, user: none}\n  namespace: before\n',
  );
  await terminal.seeFleet();
  await terminal.press('ctrl-r', '2');
  await terminal.see('mine');
  await terminal.press('e');
  const hasReturned = (): boolean => /\x1b\[\?1049l[\s\S]*\x1b\[\?1049h/.test(terminal.output());
  await terminal.until(hasReturned, 'the screen to come back');
  const text = await readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  t.true(text.includes('namespace: edited'));
});
