import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { makeFolder, makePrivateFolder } from './folders.js';

test('a folder is made with those above it, private or not, and one that is there stays', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'ackring-folders-'));
  t.teardown(() => rm(root, { recursive: true }));
  const deep = join(root, 'a', 'b', 'c');
  await Promise.all([
    makePrivateFolder(deep),
    makePrivateFolder(join(root, 'a', 'b')),
    makePrivateFolder(deep),
  ]);
  for (const each of [deep, join(root, 'a')]) t.is((await stat(each)).mode & 0o777, 0o700);
  await mkdir(join(root, 'open'), { mode: 0o755 });
  await makePrivateFolder(join(root, 'open'));
  t.is((await stat(join(root, 'open'))).mode & 0o700, 0o700);
  await makeFolder(join(root, 'x', 'y'));
  t.true((await stat(join(root, 'x', 'y'))).isDirectory());
});

// Node's own recursive mkdir would never return here.
const none: readonly (readonly [where: string, path: (root: string) => string, code: string])[] = [
  ...(process.platform === 'linux'
    ? ([['where none can be', () => '/proc/ackring/x', 'ENOENT']] as const)
    : []),
  ['below a file', (root) => join(root, 'file', 'x', 'y'), 'ENOTDIR'],
  ['in the place of a file', (root) => join(root, 'file'), 'EEXIST'],
];
for (const [where, path, code] of none)
  test(`no folder is made ${where}, and that is told`, async (t) => {
    const root = await mkdtemp(join(tmpdir(), 'ackring-folders-'));
    t.teardown(() => rm(root, { recursive: true }));
    await writeFile(join(root, 'file'), '');
    await t.throwsAsync(makePrivateFolder(path(root)), { code });
  });
