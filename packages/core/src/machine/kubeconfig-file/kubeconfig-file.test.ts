import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { kubeconfigPlace, modeOf, rejection } from '@ackring/testkit/kubeconfig-place';
import test from 'ava';
import type { AckringError } from '../../words/errors.js';
import type { KubeconfigFiles } from './kubeconfig-file.js';

test('a write creates the folder and the file, both private', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  t.deepEqual(await files.edit(file, () => 'a: b\n'), { file, isChanged: true });
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.is(await modeOf(file), 0o600);
  t.is(await modeOf(join(home, '.kube')), 0o700);
});

test('without changes nothing is written or recorded', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: b\n');
  const before = await stat(file);
  t.false((await files.edit(file, (text) => text)).isChanged);
  t.false((await files.edit(file, () => null)).isChanged);
  t.is((await stat(file)).ino, before.ino);
  t.is((await files.history()).length, 1);
});

test('a write follows symlinks, several in a row and to a file that does not exist yet', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await mkdir(join(home, 'dotfiles'));
  await symlink('../dotfiles/link', file);
  await symlink('kube.yaml', join(home, 'dotfiles', 'link'));
  const target = join(home, 'dotfiles', 'kube.yaml');
  t.deepEqual(await files.edit(file, () => 'a: b\n'), { file: target, isChanged: true });
  t.true((await lstat(file)).isSymbolicLink());
  t.is(await readFile(target, 'utf8'), 'a: b\n');
  await files.edit(target, () => 'c: d\n');
  await files.undo(file);
  t.is(await readFile(file, 'utf8'), 'a: b\n', 'one history for one file, whatever its name');
});

test('a file that KUBECONFIG names again, by a link or otherwise, is there once', async (t) => {
  const place = await kubeconfigPlace(t);
  await mkdir(join(place.home, 'sub'));
  await writeFile(join(place.home, 'a.yaml'), '');
  await symlink('a.yaml', join(place.home, 'link.yaml'));
  const names = ['sub/../a.yaml', 'link.yaml', 'a.yaml', 'missing.yaml', 'sub/../missing.yaml'];
  const { files } = await kubeconfigPlace(t, {
    KUBECONFIG: names.map((name) => `${place.home}/${name}`).join(delimiter),
  });
  t.deepEqual(
    files.paths.map((path) => path.slice(place.home.length + 1)),
    ['sub/../a.yaml', 'missing.yaml'],
  );
});

test('anything but an ordinary file is refused and stays as it is', async (t) => {
  const { files, home } = await kubeconfigPlace(t);
  const path = join(home, 'socket');
  const server = createServer().listen(path);
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { code } = await rejection(
    t,
    files.edit(path, () => 'a: b\n'),
  );
  t.is(code, 'FileUnwritable');
  t.true((await lstat(path)).isSocket());
});

test('another name of the same file keeps its content, and is never written through', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: b\n');
  await link(file, join(home, 'other'));
  await files.edit(file, () => 'c: d\n');
  t.is(await readFile(join(home, 'other'), 'utf8'), 'a: b\n');
});

test("an object in the way of an unfinished copy's name is skipped", async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube', '.config.ackring-1-x.new'), { recursive: true });
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
});

test('files are read by the rule of KUBECONFIG, and a broken one does not hide the others', async (t) => {
  const { files, home } = await kubeconfigPlace(t, {
    KUBECONFIG: 'HOME/a::HOME/missing:HOME/b:HOME/a:HOME/c',
  });
  t.deepEqual(
    files.paths,
    ['a', 'missing', 'b', 'c'].map((name) => join(home, name)),
  );
  await writeFile(join(home, 'a'), 'clusters: []\n');
  await writeFile(join(home, 'b'), 'clusters: [\n');
  await writeFile(join(home, 'c'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
  const { kubeconfigs, problems } = await files.readAll();
  t.deepEqual(
    kubeconfigs.map((each) => each.file),
    [join(home, 'a')],
  );
  t.deepEqual(
    problems.map((each) => [each.file, each.error.code]),
    [
      [join(home, 'b'), 'KubeconfigInvalid'],
      [join(home, 'c'), 'KubeconfigInvalid'],
    ],
  );
});

test('certificate files are read relative to their kubeconfig', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube', 'keys'), { recursive: true });
  await writeFile(
    file,
    'users:\n- name: a\n  user:\n    client-certificate: keys/a.crt\n    client-key: keys/gone.key\n',
  );
  await writeFile(join(home, '.kube', 'keys', 'a.crt'), 'PEM');
  const { kubeconfigs } = await files.readAll();
  t.deepEqual([...(kubeconfigs[0]?.linked ?? [])], [['keys/a.crt', 'PEM']]);
});

test('a path to anything but a small file is left unread, and its kubeconfig is read', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await writeFile(join(home, 'large'), '');
  await truncate(join(home, 'large'), 2_000_000_000);
  await promisify(execFile)('mkfifo', [join(home, 'pipe')]);
  const paths = ['/dev/zero', join(home, 'pipe'), join(home, 'large'), home];
  const users = paths.map((path, index) => `- {name: u${index}, user: {tokenFile: ${path}}}`);
  await files.edit(file, () => `users:\n${users.join('\n')}\n`);
  const { kubeconfigs } = await files.readAll();
  t.is(kubeconfigs[0]?.users.length, 4);
  t.is(kubeconfigs[0]?.linked.size, 0);
});

test('a file larger than any kubeconfig is refused unread', async (t) => {
  const { files, home } = await kubeconfigPlace(t);
  const file = join(home, 'disk.img');
  await writeFile(file, '');
  await truncate(file, 5_000_000_000);
  const { problems } = await files.readAll([file]);
  t.is(problems[0]?.error.code, 'FileUnreadable');
});

test('bytes that are not UTF-8 are refused before anything is written', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  const bytes = Buffer.from([0x23, 0xe9, 0x0a]);
  await writeFile(file, bytes);
  t.is(
    (
      await rejection(
        t,
        files.edit(file, () => 'a: b\n'),
      )
    ).code,
    'KubeconfigInvalid',
  );
  t.deepEqual(await readFile(file), bytes);
});

const utf16 = (text: string, isBigEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

for (const isBigEndian of [false, true]) {
  const order = isBigEndian ? 'big' : 'little';
  test(`UTF-16 in ${order} endian is read by its mark, written as UTF-8, and comes back by an undo`, async (t) => {
    const { files, file, home } = await kubeconfigPlace(t);
    await mkdir(join(home, '.kube'));
    const bytes = utf16('\uFEFFcurrent-context: 東京\n', isBigEndian);
    await writeFile(file, bytes);
    t.is((await files.readAll()).kubeconfigs[0]?.currentContext, '東京');
    await files.edit(file, (text) => text?.replace('東京', '大阪') ?? null);
    t.is(await readFile(file, 'utf8'), '\uFEFFcurrent-context: 大阪\n');
    await files.undo();
    t.deepEqual(await readFile(file), bytes);
  });

  test(`UTF-16 in ${order} endian without its mark is named as such`, async (t) => {
    const { files, file, home } = await kubeconfigPlace(t);
    await mkdir(join(home, '.kube'));
    await writeFile(file, utf16('current-context: x\n', isBigEndian));
    const { problems } = await files.readAll();
    t.regex(problems[0]?.error.message ?? '', /UTF-16 without a byte order mark, which kubectl refuses/);
  });
}

test('a folder in place of the file is reported as one', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await mkdir(file, { recursive: true });
  const error = await rejection(
    t,
    files.edit(file, () => 'a: b\n'),
  );
  t.is(error.code, 'FileUnreadable');
  t.regex(error.message, /it is a folder/);
});

type Looked = (files: KubeconfigFiles, file: string) => Promise<unknown>;
const looks: Readonly<Record<string, Looked>> = {
  history: async (files) => (await files.history()).length,
  'plan of an undo': (files) => files.planUndo(),
  undo: (files) => files.undo(),
  write: async (files, file) => (await files.edit(file, () => 'e: f\n')).isChanged,
};
const pipes: readonly (readonly [
  string,
  RegExp,
  Readonly<Record<keyof typeof looks, string | number | boolean>>,
])[] = [
  ['record', /\.json$/, { history: 1, 'plan of an undo': 'Refused', undo: 'Refused', write: true }],
  [
    'copy',
    /\.kubeconfig$/,
    { history: 2, 'plan of an undo': 'FileUnreadable', undo: 'FileUnreadable', write: true },
  ],
  [
    'kubeconfig',
    /^config$/,
    { history: 2, 'plan of an undo': 'FileUnwritable', undo: 'FileUnwritable', write: 'FileUnwritable' },
  ],
  [
    'lock',
    /^config\.lock$/,
    { history: 2, 'plan of an undo': 'FileLocked', undo: 'FileLocked', write: 'FileLocked' },
  ],
];
for (const [what, name, ends] of pipes) {
  for (const [doing, look] of Object.entries(looks)) {
    test(`a pipe in the place of a ${what} is not waited for by the ${doing}`, async (t) => {
      const { files, file, stateDirectory } = await kubeconfigPlace(t);
      await files.edit(file, () => 'a: b\n');
      await files.edit(file, () => 'c: d\n');
      const backups = join(stateDirectory, 'kubeconfig-backups');
      const [ring = ''] = await readdir(backups);
      const paths = (await readdir(join(backups, ring))).toSorted().map((each) => join(backups, ring, each));
      const place = [file, `${file}.lock`, ...paths].findLast((path) => name.test(basename(path))) ?? '';
      await rm(place, { force: true });
      await promisify(execFile)('mkfifo', [place]);
      const end = await look(files, file).catch(({ code }: AckringError) => code);
      t.is(end, ends[doing]);
    });
  }
}
