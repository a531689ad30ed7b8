import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { makeCodeFolder, removeCodeFolder, removeLeftCode } from './uploaded-code.js';

const deadPid = 2 ** 22 + 1; // above Linux's largest process id

test('code that a killed process left is removed at the next start, and nothing else', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'ackring-code-folder-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const code = makeCodeFolder();
  t.teardown(() => removeCodeFolder(code));
  const self = JSON.parse(await readFile(join(dirname(code), 'owner.json'), 'utf8'));
  const leave = async (name: string, owner: object | null): Promise<void> => {
    await mkdir(join(root, name, 'code'), { recursive: true });
    if (owner !== null)
      await writeFile(join(root, name, 'owner.json'), JSON.stringify({ ...self, ...owner }));
  };
  await leave('ackring-fc-code-killed', { pid: deadPid });
  await leave('ackring-fc-code-number-of-another', { began: '1' });
  await leave('ackring-fc-code-running', {});
  await leave('ackring-fc-code-elsewhere', { pid: deadPid, space: 'another' });
  await leave('ackring-fc-code-of-nobody', null);
  await leave('other-killed', { pid: deadPid });
  await symlink(join(root, 'other-killed'), join(root, 'ackring-fc-code-link'));
  removeLeftCode(root);
  t.deepEqual((await readdir(root)).toSorted(), [
    'ackring-fc-code-elsewhere',
    'ackring-fc-code-link',
    'ackring-fc-code-of-nobody',
    'ackring-fc-code-running',
    'other-killed',
  ]);
});

test('a folder goes whole, and the code sees nothing but itself', async (t) => {
  const code = makeCodeFolder();
  t.deepEqual(await readdir(code), []);
  removeCodeFolder(code);
  t.false(existsSync(dirname(code)));
});
