import test from 'ava';
import { placesOnPath } from './on-path.js';

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
