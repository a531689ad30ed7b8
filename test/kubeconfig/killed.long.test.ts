import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import { systemClock } from '@ackring/core/internal/machine/clock';
import type { WriteStep } from '@ackring/core/internal/machine/files/write';
import { createKubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';
import test from 'ava';
import { leftovers, runKilledWriter, runWriters } from './crowd.js';

const steps: readonly [step: WriteStep, content: 'old' | 'new'][] = [
  ['locked', 'old'],
  ['read', 'old'],
  ['recorded', 'old'],
  ['created', 'old'],
  ['written', 'old'],
  ['synced', 'old'],
  ['renamed', 'new'],
  ['folderSynced', 'new'],
  ['finished', 'new'],
];

for (const [step, content] of steps) {
  test(`a writer killed when it has ${step} leaves the ${content} file whole, and the next one continues`, async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'ackring-killed-'));
    t.teardown(() => rm(home, { recursive: true, force: true }));
    const file = join(home, '.kube', 'config');
    await mkdir(join(home, '.kube'));
    await runWriters({ file, home, processes: 1, rounds: 1 });
    const old = await readFile(file, 'utf8');

    t.is(await runKilledWriter([file, home, '7', '1', step]), 'SIGKILL');
    const names = readKubeconfig(await readFile(file, 'utf8'), { file }).contexts.map((each) => each.name);
    t.deepEqual(names, content === 'old' ? ['ack/r/w0'] : ['ack/r/w0', 'ack/r/w7']);
    if (content === 'old') t.is(await readFile(file, 'utf8'), old);

    const files = createKubeconfigFiles({
      environment: {},
      home,
      stateDirectory: join(home, 'state'),
      clock: systemClock,
    });
    t.is((await files.history()).filter((each) => each.undoable).length, 1);
    await files.undo();
    t.is(await readFile(file, 'utf8').catch(() => null), content === 'old' ? null : old);

    t.deepEqual(await runWriters({ file, home, processes: 2, rounds: 1 }), {
      writes: 2,
      lost: 0,
      dropped: 0,
      overtaken: 0,
    });
    t.deepEqual(await leftovers(file), [], 'the lock of the dead is gone, and its unfinished copy');
    t.is((await stat(file)).mode & 0o777, 0o600);
  });
}
