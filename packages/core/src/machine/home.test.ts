import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import test from 'ava';
import { homeFolder, homeOrNone } from './home.js';

test('the home folder is HOME', (t) => {
  t.is(homeFolder({ HOME: '/home/somebody' }), '/home/somebody');
  t.is(homeFolder({}), homedir());
});

for (const HOME of ['', '.', 'somewhere', './home']) {
  test(`a HOME of ${JSON.stringify(HOME)} is not looked for in the current folder`, (t) => {
    t.true(isAbsolute(homeFolder({ HOME })));
  });
}

// Which of them client-go takes on Windows: those in `has` hold a kubeconfig, those in `lacks` are not there.
const windows: readonly (readonly [
  set: string,
  more: { readonly has?: string; readonly lacks?: string },
  taken: string,
])[] = [
  ['HOME DRIVE PROFILE', {}, 'HOME'],
  ['HOME DRIVE PROFILE', { has: 'DRIVE PROFILE' }, 'DRIVE'],
  ['HOME DRIVE PROFILE', { has: 'PROFILE' }, 'PROFILE'],
  ['DRIVE PROFILE', {}, 'PROFILE'],
  ['DRIVE PROFILE', { has: 'DRIVE PROFILE' }, 'DRIVE'],
  ['DRIVE PROFILE', { lacks: 'PROFILE' }, 'DRIVE'],
  ['DRIVE', {}, 'DRIVE'],
  ['DRIVE', { lacks: 'DRIVE' }, 'DRIVE'],
  ['HOME PROFILE', { lacks: 'HOME PROFILE' }, 'HOME'],
];

for (const [set, { has = '', lacks = '' }, taken] of windows) {
  const title = `with ${set} set, a kubeconfig in ${has || 'none'} and without ${lacks || 'nothing'}`;
  test(`on Windows, ${title}, home is ${taken}`, async (t) => {
    const root = await mkdtemp(join(tmpdir(), 'ackring-home-'));
    t.teardown(() => rm(root, { recursive: true, force: true }));
    for (const name of ['HOME', 'DRIVE', 'PROFILE']) {
      const isThere = !lacks.split(' ').includes(name);
      if (isThere) await mkdir(join(root, name, '.kube'), { recursive: true });
      if (has.split(' ').includes(name)) await writeFile(join(root, name, '.kube', 'config'), '');
    }
    const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      HOME: { HOME: join(root, 'HOME') },
      DRIVE: { HOMEDRIVE: root, HOMEPATH: '/DRIVE' },
      PROFILE: { USERPROFILE: join(root, 'PROFILE') },
    };
    const environment = Object.assign({}, ...set.split(' ').map((name) => variables[name]));
    t.is(homeOrNone(environment, 'win32'), join(root, taken));
  });
}
