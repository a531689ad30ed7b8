import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../clock.js';
import { createKubeconfigFiles } from './kubeconfig-file.js';

async function setUp(t: ExecutionContext) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-kept-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const file = join(home, 'config');
  const options = { environment: { KUBECONFIG: file }, home, stateDirectory: join(home, 'state') };
  return { home, file, files: createKubeconfigFiles({ ...options, clock: systemClock }) };
}

const modes: [before: number, after: number][] = [
  [0o600, 0o600],
  [0o640, 0o640],
  [0o660, 0o660],
  [0o644, 0o600],
  [0o666, 0o600],
  [0o604, 0o600],
  [0o400, 0o600],
];

for (const [before, after] of modes) {
  test(`a kubeconfig of mode ${before.toString(8)} is ${after.toString(8)} after a write`, async (t) => {
    const { file, files } = await setUp(t);
    await writeFile(file, 'a: b\n');
    await chmod(file, before);
    await files.edit(file, () => 'c: d\n');
    t.is((await stat(file)).mode & 0o777, after);
    await files.undo();
    t.is((await stat(file)).mode & 0o777, after);
  });
}
