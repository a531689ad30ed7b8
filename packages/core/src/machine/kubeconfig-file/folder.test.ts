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
    'cut-off.yaml': 'apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: LS0t',
    'cut-off.json': '{\n  "apiVersion": "v1",\n  "clusters": [',
    'last.yaml': 'kind: Config\nclusters: [',
    'configmap.yaml': 'apiVersion: v1\nkind: ConfigMap\ndata: {clusters: "3"}\n',
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
    inFolders: ['a.yaml', 'b', 'cut-off.json', 'cut-off.yaml', 'last.yaml', 'link'].map((name) =>
      join(home, name),
    ),
  });
  await mkdir(join(home, 'empty'));
  t.deepEqual(await placesOf([join(home, 'empty')]), { named: [join(home, 'empty')], inFolders: [] });
});
