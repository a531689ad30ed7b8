import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { placesOf } from './folder.js';

test('kubeconfig-like files in a folder are taken, broken or not; others are skipped', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'ackring-folder-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const kubeconfig = 'clusters: []\ncontexts: []\nusers: []\n';
  await mkdir(join(home, 'cache'));
  for (const [name, text] of Object.entries({
    b: kubeconfig,
    'a.yaml': `${kubeconfig}broken: [`,
    'notes.md': 'my contexts',
    '.hidden': kubeconfig,
    'b.lock': kubeconfig,
    'cache/c': kubeconfig,
  }))
    await writeFile(join(home, name), text);
  await symlink('b', join(home, 'link'));
  await symlink('nowhere', join(home, 'lost'));
  await symlink('/dev/zero', join(home, 'endless'));
  t.deepEqual(await placesOf([join(home, 'b'), home, join(home, 'missing')]), {
    named: [join(home, 'b'), join(home, 'missing')],
    inFolders: ['a.yaml', 'b', 'link'].map((name) => join(home, name)),
  });
  await mkdir(join(home, 'empty'));
  t.deepEqual(await placesOf([join(home, 'empty')]), { named: [join(home, 'empty')], inFolders: [] });
});
