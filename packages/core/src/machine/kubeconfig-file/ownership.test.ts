import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfigPlace } from '@ackring/testkit/kubeconfig-place';
import test from 'ava';
import { kubeconfigOwnership } from './ownership.js';

test('a file is one’s own by whatever name it is reached, and no other one is', async (t) => {
  const { home } = await kubeconfigPlace(t);
  const stateFolder = join(home, 'state');
  await mkdir(join(home, '.kube'));
  await mkdir(stateFolder);
  const own = join(home, '.kube', 'config');
  await writeFile(own, '');
  await symlink(own, join(home, 'link'));
  await symlink(home, join(home, 'again'));
  const whose = kubeconfigOwnership({ environment: {}, home, stateFolder });
  const rows = {
    [own]: 'kubeconfig',
    [join(home, 'link')]: 'kubeconfig',
    [join(home, 'again', '.kube', '..', '.kube', 'config')]: 'kubeconfig',
    [join(home, '.kube', 'config.bak')]: 'others',
    [join(home, 'again', 'state', 'backups', 'gone')]: 'kept',
    [`${stateFolder}-of-another/config`]: 'others',
    [stateFolder]: 'others',
  } as const;
  t.deepEqual(Object.fromEntries(Object.keys(rows).map((file) => [file, whose(file)])), rows);
  const named = kubeconfigOwnership({ environment: { KUBECONFIG: join(home, 'a') }, home, stateFolder });
  t.deepEqual([join(home, 'a'), own].map(named), ['kubeconfig', 'others']);
});
