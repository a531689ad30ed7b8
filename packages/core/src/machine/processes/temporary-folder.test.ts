import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { describeSelf, encodeHolder, type Holder } from '../kubeconfig-file/holder.js';
import { temporaryFolder } from './temporary-folder.js';

const now = new Date();
const deadPid = 2 ** 22 + 1; // above Linux's largest process id

test('what a killed process left is removed at the next start, and nothing else', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'ackring-temporary-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const self = await describeSelf(now);
  const leave = async (name: string, owner: Partial<Holder> | null): Promise<void> => {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'key'), 'key');
    if (owner !== null) await writeFile(join(root, name, '.owner.json'), encodeHolder({ ...self, ...owner }));
  };
  await leave('demo-killed', { pid: deadPid });
  await leave('demo-number-of-another', { began: '1' });
  await leave('demo-running', {});
  await leave('demo-of-another-machine', { pid: deadPid, host: 'another' });
  await leave('demo-of-nobody', null);
  await leave('other-killed', { pid: deadPid });
  await symlink(join(root, 'other-killed'), join(root, 'demo-link'));
  const folder = await temporaryFolder('demo-', now, root);
  const names = (await readdir(root)).filter((name) => join(root, name) !== folder.path);
  t.deepEqual(names.toSorted(), [
    'demo-link',
    'demo-of-another-machine',
    'demo-of-nobody',
    'demo-running',
    'other-killed',
  ]);
  t.is(await readFile(join(root, 'other-killed', 'key'), 'utf8'), 'key');
  t.is((await stat(folder.path)).mode & 0o777, 0o700);
  await folder.remove();
  await t.throwsAsync(stat(folder.path), { code: 'ENOENT' });
});
