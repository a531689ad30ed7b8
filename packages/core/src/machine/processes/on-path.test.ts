import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test from 'ava';
import { placesOnPath, whyNotStarted } from './on-path.js';

const wanted = (folder: string): boolean => !folder.includes('cache');

test('a program is in an absolute folder of PATH', (t) => {
  const where = { isWanted: wanted, platform: 'linux' } as const;
  t.deepEqual(placesOnPath('kubectl', { PATH: '/a::bin:.:/cache:/b' }, where), ['/a/kubectl', '/b/kubectl']);
  t.deepEqual(placesOnPath('kubectl', {}, where), []);
});

test('on Windows PATH has other separators, and programs have endings', (t) => {
  const where = { isWanted: wanted, platform: 'win32' } as const;
  const PATH = 'C:\\Program Files\\a;.;bin;D:\\cache';
  t.deepEqual(
    placesOnPath('kubectl', { PATH }, where),
    ['.com', '.exe', '.bat', '.cmd'].map((ending) => `C:\\Program Files\\a\\kubectl${ending}`),
  );
  t.deepEqual(placesOnPath('Foo.EXE', { PATH }, where), ['C:\\Program Files\\a\\Foo.EXE']);
});

// The system says EACCES if it may not search a folder of PATH, even if the program is in none of them.
for (const [what, code, name, why] of [
  ['a name that the system did not find', 'ENOENT', 'absent', 'missing'],
  ['a name below a file', 'ENOTDIR', 'plain/absent', 'missing'],
  ['a name that is in no folder of PATH', 'EACCES', 'absent', 'missing'],
  ['a folder of that name', 'EACCES', 'folder', 'missing'],
  ['a file that is not executable', 'EACCES', 'plain', 'notExecutable'],
  ['a path that may not be reached', 'EACCES', './absent', 'notExecutable'],
  ['another failure', 'E2BIG', 'absent', 'notExecutable'],
] as const) {
  test(`${what} is ${why}, after ${code}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ackring-path-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'folder'));
    await writeFile(join(folder, 'plain'), '');
    const environment = { PATH: ['/proc/nowhere', folder].join(delimiter) };
    t.is(whyNotStarted(Object.assign(new Error('spawn'), { code }), name, environment), why);
  });
}
