import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import test from 'ava';
import { leftovers, readAllTheWhile, runWriters } from './crowd.js';

test('eight concurrent writers of one file lose nothing, tear nothing and leave nothing behind', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'ackring-writers-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const file = join(home, '.kube', 'config');
  await mkdir(join(home, '.kube'));
  const writing = runWriters({ file, home, processes: 8, rounds: 5 });
  const [report, reads] = await Promise.all([writing, readAllTheWhile(file, writing)]);
  t.deepEqual(report, { writes: 40, lost: 0, dropped: 0, overtaken: 0 });
  t.true(reads > 0);
  const { clusters } = readKubeconfig(await readFile(file, 'utf8'), { file });
  t.deepEqual(
    clusters.map((each) => each.server).sort(),
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `https://10.0.${n}.5:6443`),
  );
  t.deepEqual(await leftovers(file), []);
});
