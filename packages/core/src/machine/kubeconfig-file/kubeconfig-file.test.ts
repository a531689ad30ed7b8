import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  cp,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { AckringError } from '../../words/errors.js';
import { toText } from '../../words/say.js';
import type { Clock } from '../clock.js';
import { describeSelf, encodeHolder } from './holder.js';
import { createKubeconfigFiles, type KubeconfigFiles } from './kubeconfig-file.js';

async function setUp(
  t: ExecutionContext,
  change: { KUBECONFIG?: string; clock?: Clock; lockWaitMs?: number } = {},
) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-files-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const stateDirectory = join(home, 'state');
  const naps: number[] = [];
  // Time stands still except while somebody waits: nothing here depends on the machine's speed.
  let nowMs = Date.parse('2026-11-24T08:00:00Z');
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: async (ms) => {
      naps.push(ms);
      nowMs += ms;
    },
  };
  const { KUBECONFIG, ...options } = change;
  const environment = KUBECONFIG === undefined ? {} : { KUBECONFIG: KUBECONFIG.replaceAll('HOME', home) };
  const files = createKubeconfigFiles({
    environment,
    home,
    stateDirectory,
    clock,
    lockWaitMs: 1000,
    ...options,
  });
  const file = join(home, '.kube', 'config');
  return { home, stateDirectory, files, file, naps };
}

async function mode(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

async function rejection(t: ExecutionContext, promise: Promise<unknown>): Promise<AckringError> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  return error ?? t.fail();
}

test('a write creates the folder and the file, both private', async (t) => {
  const { files, file, home } = await setUp(t);
  t.deepEqual(await files.edit(file, () => 'a: b\n'), { file, isChanged: true });
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.is(await mode(file), 0o600);
  t.is(await mode(join(home, '.kube')), 0o700);
});

test('a write makes a file private, and its backups too', async (t) => {
  const { files, file, home, stateDirectory } = await setUp(t);
  await mkdir(join(home, '.kube'));
  await writeFile(file, 'a: b\n');
  await chmod(file, 0o666);
  await files.edit(file, (text) => `${text}c: d\n`);
  t.is(await mode(file), 0o600);
  const [ring = ''] = await readdir(join(stateDirectory, 'kubeconfig-backups'));
  t.is(await mode(join(stateDirectory, 'kubeconfig-backups', ring)), 0o700);
  const kept = await readdir(join(stateDirectory, 'kubeconfig-backups', ring));
  for (const name of kept) t.is(await mode(join(stateDirectory, 'kubeconfig-backups', ring, name)), 0o600);
});

test('without changes nothing is written or recorded', async (t) => {
  const { files, file } = await setUp(t);
  await files.edit(file, () => 'a: b\n');
  const before = await stat(file);
  t.false((await files.edit(file, (text) => text)).isChanged);
  t.false((await files.edit(file, () => null)).isChanged);
  t.is((await stat(file)).ino, before.ino);
  t.is((await files.history()).length, 1);
});

test('a write follows symlinks, several in a row and to a file that does not exist yet', async (t) => {
  const { files, file, home } = await setUp(t);
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

test('anything but an ordinary file is refused and stays as it is', async (t) => {
  const { files, home } = await setUp(t);
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
  const { files, file, home } = await setUp(t);
  await files.edit(file, () => 'a: b\n');
  await link(file, join(home, 'other'));
  await files.edit(file, () => 'c: d\n');
  t.is(await readFile(join(home, 'other'), 'utf8'), 'a: b\n');
});

test("an object in the way of an unfinished copy's name is skipped", async (t) => {
  const { files, file, home } = await setUp(t);
  await mkdir(join(home, '.kube', '.config.ackring-1-x.new'), { recursive: true });
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
});

test('both names of a symlinked file are locked, since kubectl locks the one it is given', async (t) => {
  const { files, file, home } = await setUp(t);
  await mkdir(join(home, '.kube'));
  await symlink('../real', file);
  const seen = await new Promise<string[]>((resolve) => {
    void files.edit(file, async () => {
      resolve(
        [...(await readdir(join(home, '.kube'))), ...(await readdir(home))].filter((name) =>
          name.endsWith('.lock'),
        ),
      );
      return null;
    });
  });
  t.deepEqual(seen, ['config.lock', 'real.lock']);
});

test("kubectl's lock is waited for, reported with its age, and never broken", async (t) => {
  const { files, file, naps } = await setUp(t);
  await files.edit(file, () => 'a: b\n');
  await writeFile(`${file}.lock`, '', { mode: 0 });
  const error = await rejection(
    t,
    files.edit(file, () => 'c: d\n'),
  );
  t.is(error.code, 'FileLocked');
  t.regex(error.message, /config\.lock has been held for \d+ s by another program, such as kubectl$/);
  t.regex(error.remedy, /rm -rf .*config\.lock/);
  t.true(naps.length > 10);
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.truthy(await lstat(`${file}.lock`));
});

test('a lock that is released while we wait is taken', async (t) => {
  const { file, home } = await setUp(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, '', { mode: 0 });
  let naps = 0;
  const clock: Clock = {
    now: () => new Date(0),
    sleep: async () => {
      naps += 1;
      if (naps === 3) await unlink(`${file}.lock`);
    },
  };
  const files = createKubeconfigFiles({ environment: {}, home, stateDirectory: join(home, 'state'), clock });
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
  t.is(naps, 3);
});

const deadPid = 2 ** 22 + 1; // above Linux's largest process id

test('a lock of ours whose process is dead is broken', async (t) => {
  const { files, file, home, naps } = await setUp(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, encodeHolder({ ...(await describeSelf(new Date())), pid: deadPid }));
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
  t.is(naps.length, 0);
  t.deepEqual((await readdir(join(home, '.kube'))).sort(), ['config']);
});

test('a guard is dated by its own file server: one that is an hour behind does not get a live guard broken', async (t) => {
  const { file, home } = await setUp(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, encodeHolder({ ...(await describeSelf(new Date())), pid: deadPid }));
  // Half an hour ahead, so that it stays young however long this takes.
  const halfAhead = Date.now() / 1000 + 1_800;
  await mkdir(`${file}.lock.breaking`);
  await utimes(`${file}.lock.breaking`, halfAhead, halfAhead);
  const hourAhead = new Date(Date.now() + 3_600_000);
  const clock: Clock = { now: () => hourAhead, sleep: async () => {} };
  const files = createKubeconfigFiles({ environment: {}, home, stateDirectory: join(home, 'state'), clock });
  const error = await rejection(
    t,
    files.edit(file, () => 'a: b\n'),
  );
  t.is(error.code, 'FileLocked');
  t.truthy(await lstat(`${file}.lock.breaking`));
});

test('a process killed while breaking a dead lock does not block others for long', async (t) => {
  const { files, file, home } = await setUp(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, encodeHolder({ ...(await describeSelf(new Date())), pid: deadPid }));
  const guard = `${file}.lock.breaking`;
  await mkdir(guard);
  const young = Date.now() / 1000 + 1_800;
  await utimes(guard, young, young);
  t.is(
    (
      await rejection(
        t,
        files.edit(file, () => 'a: b\n'),
      )
    ).code,
    'FileLocked',
  );
  const at = Date.now() / 1000 - 60;
  await utimes(guard, at, at);
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
  t.deepEqual(await readdir(join(home, '.kube')), ['config']);
});

const living: [who: string, change: { pid?: number; host?: string; space?: string }][] = [
  ['of a living process', { pid: process.pid }],
  ['of another host', { pid: deadPid, host: `not-${hostname()}` }],
  ['of another container with the same host name', { pid: deadPid, space: 'another' }],
];

for (const [who, change] of living) {
  test(`a lock of ours ${who} is left alone`, async (t) => {
    const { files, file, home } = await setUp(t);
    await mkdir(join(home, '.kube'));
    const content = encodeHolder({ ...(await describeSelf(new Date())), ...change });
    await writeFile(`${file}.lock`, content);
    const error = await rejection(
      t,
      files.edit(file, () => 'a: b\n'),
    );
    t.is(error.code, 'FileLocked');
    t.regex(error.message, /by ackring, process \d+ on /);
    t.is(await readFile(`${file}.lock`, 'utf8'), content);
  });
}

test('the lock is released when the work fails, and the failure is thrown', async (t) => {
  const { files, file, home } = await setUp(t);
  const refusal = new AckringError('Refused', 'no', { remedy: 'none' });
  t.is(
    await rejection(
      t,
      files.edit(file, () => Promise.reject(refusal)),
    ),
    refusal,
  );
  t.is(
    (
      await rejection(
        t,
        files.edit(file, () => {
          throw new TypeError('bug');
        }),
      )
    ).code,
    'Internal',
  );
  t.deepEqual(await readdir(join(home, '.kube')), []);
});

test('undo goes back step by step, to the exact bytes and to no file at all', async (t) => {
  const { files, file, home } = await setUp(t);
  await mkdir(join(home, '.kube'));
  const contents = ['\uFEFFa: b\r\n', 'a: c\n', 'a: d\n'];
  for (const content of contents)
    await files.edit(file, () => content, { summary: `wrote ${content.trim()}` });
  t.deepEqual(
    (await files.history()).map((each) => each.undoable),
    [true, false, false],
  );
  t.is((await files.undo()).summary, 'wrote a: d');
  t.is(await readFile(file, 'utf8'), 'a: c\n');
  await files.undo();
  t.deepEqual(await readFile(file), Buffer.from(contents[0] ?? ''));
  t.is(await mode(file), 0o600);
  await files.undo();
  t.deepEqual(await readdir(join(home, '.kube')), []);
  t.is((await rejection(t, files.undo())).code, 'ResourceNotFound');
});

test("the plan of an undo lists each entry's change, without secrets, and changes nothing", async (t) => {
  let reads = 0;
  const now = (): Date => {
    reads += 1;
    return new Date(reads * 1000);
  };
  const clock: Clock = { now, sleep: async () => {} };
  const { files, file, home } = await setUp(t, { clock });
  const user = 'users:\n- {name: kept, user: {token: secret-1}}\n';
  const before = `${user}contexts:\n- {name: old, context: {user: kept}}\ncurrent-context: old\n`;
  const after = `${user}contexts:\n- {name: new, context: {user: kept, namespace: a}}\n`;
  await files.edit(file, () => before, { summary: 'wrote it' });
  await files.edit(file, () => after, { summary: 'changed it', task: 'both' });
  const other = join(home, 'other');
  await files.edit(other, () => user, { summary: 'and the other', task: 'both' });
  const plan = await files.planUndo();
  t.is(plan.summary, 'changed it');
  const told = plan.files.map(({ file, goes, changes }) => [
    file,
    goes,
    ...changes.map(({ path, change, detail }) => [path, change, toText(detail)]),
  ]);
  t.deepEqual(told, [
    [
      file,
      false,
      ['contexts/new', 'remove', 'user kept, namespace a'],
      ['contexts/old', 'add', 'user kept'],
      ['current-context', 'add', 'old'],
    ],
    [other, true, ['users/kept', 'remove', 'no certificate']],
  ]);
  t.false(JSON.stringify(plan).includes('secret-1'));
  t.is(await readFile(file, 'utf8'), after);
  t.deepEqual((await files.undo(undefined, plan.writes)).files, [file, other]);
  t.is(await readFile(file, 'utf8'), before);
});

test('a planned undo reverts nothing else', async (t) => {
  const { files, file } = await setUp(t);
  await files.edit(file, () => 'a: 1\n');
  const { writes } = await files.planUndo();
  await files.edit(file, () => 'a: 2\n');
  t.is((await rejection(t, files.undo(undefined, writes))).code, 'Conflict');
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});

test('the plan of an undo refuses what the undo would refuse', async (t) => {
  const { files, file } = await setUp(t);
  t.is((await rejection(t, files.planUndo())).code, 'ResourceNotFound');
  await files.edit(file, () => 'a: 1\n');
  await writeFile(file, 'a: 1\nmine: 1\n');
  t.is((await rejection(t, files.planUndo())).code, 'Refused');
});

test('after an undo, a new write can be undone too', async (t) => {
  const { files, file } = await setUp(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  await files.undo();
  await files.edit(file, () => 'a: 3\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
  t.deepEqual(
    (await files.history()).map((each) => each.undoneAt !== null),
    [true, true, false],
  );
});

test('undo refuses if somebody changed the file since, and says where the copy is', async (t) => {
  const { files, file } = await setUp(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  await writeFile(file, 'a: 2\nmine: 1\n');
  t.deepEqual(
    (await files.history()).map((each) => each.undoable),
    [false, false],
  );
  const error = await rejection(t, files.undo());
  t.is(error.code, 'Refused');
  t.is(await readFile(file, 'utf8'), 'a: 2\nmine: 1\n');
  const copy = /the earlier copy, (\S+),/.exec(error.remedy)?.[1] ?? '';
  t.is(await readFile(copy, 'utf8'), 'a: 1\n');
});

test('undo refuses if the copy from before is damaged', async (t) => {
  const { files, file } = await setUp(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  const [last] = await files.history();
  await writeFile(last?.backup ?? '', 'a: 0\n');
  t.is((await rejection(t, files.undo())).code, 'Refused');
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
});

test('ten backups per file are kept, the oldest are removed', async (t) => {
  const { files, file, home } = await setUp(t);
  for (let number = 1; number <= 14; number += 1) await files.edit(file, () => `a: ${number}\n`);
  await files.edit(join(home, 'other'), () => 'b: 1\n');
  const history = await files.history();
  t.is(history.filter((each) => each.file === file).length, 10);
  t.is(history.length, 11);
  for (let back = 0; back < 10; back += 1) await files.undo(file);
  t.is(await readFile(file, 'utf8'), 'a: 4\n');
});

test('leftovers of a killed write among the backups are removed by the next one', async (t) => {
  const { files, file, stateDirectory } = await setUp(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  const [ring = ''] = await readdir(join(stateDirectory, 'kubeconfig-backups'));
  const folder = join(stateDirectory, 'kubeconfig-backups', ring);
  for (const name of ['00000009.json', '00000009.kubeconfig', '.00000003.json.ackring-1-x.new']) {
    await writeFile(join(folder, name), '{"number": 9, "at"');
  }
  await files.edit(file, () => 'a: 3\n');
  t.deepEqual((await readdir(folder)).sort(), [
    '00000001.json',
    '00000002.json',
    '00000002.kubeconfig',
    '00000003.json',
    '00000003.kubeconfig',
  ]);
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
});

test('files are read by the rule of KUBECONFIG, and a broken one does not hide the others', async (t) => {
  const { files, home } = await setUp(t, { KUBECONFIG: 'HOME/a::HOME/missing:HOME/b:HOME/a:HOME/c' });
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
  const { files, file, home } = await setUp(t);
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
  const { files, file, home } = await setUp(t);
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
  const { files, home } = await setUp(t);
  const file = join(home, 'disk.img');
  await writeFile(file, '');
  await truncate(file, 5_000_000_000);
  const { problems } = await files.readAll([file]);
  t.is(problems[0]?.error.code, 'FileUnreadable');
});

test('bytes that are not UTF-8 are refused before anything is written', async (t) => {
  const { files, file, home } = await setUp(t);
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

test('a folder in place of the file is reported as one', async (t) => {
  const { files, file } = await setUp(t);
  await mkdir(file, { recursive: true });
  const error = await rejection(
    t,
    files.edit(file, () => 'a: b\n'),
  );
  t.is(error.code, 'FileUnreadable');
  t.regex(error.message, /it is a folder/);
});

test('undo never restores a revoked credential, and says where the copy is', async (t) => {
  const { files, file } = await setUp(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n', { summary: 'after a revoke', replacesRevoked: true });
  await files.edit(file, () => 'a: 3\n');
  await files.undo();
  t.deepEqual(
    (await files.history()).map((each) => each.undoable),
    [false, false, false],
  );
  const error = await rejection(t, files.undo());
  t.is(error.code, 'Refused');
  t.regex(error.message, /"after a revoke" of .* would put a revoked credential back/);
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  const copy = /it is in (.+)\.$/.exec(error.remedy)?.[1] ?? '';
  t.is(await readFile(copy, 'utf8'), 'a: 1\n');
});

/** A second later each time. */
function tickingClock(): Clock {
  let nowMs = Date.parse('2026-11-24T08:00:00Z');
  return {
    now: () => {
      nowMs += 1000;
      return new Date(nowMs);
    },
    sleep: async () => {},
  };
}

test('foreign files among the backups stop neither a write nor its undo, and stay', async (t) => {
  const { files, file, stateDirectory } = await setUp(t);
  await files.edit(file, () => 'a: b\n');
  const backups = join(stateDirectory, 'kubeconfig-backups');
  const [ring = ''] = await readdir(backups);
  await writeFile(join(backups, '.DS_Store'), '');
  await writeFile(join(backups, ring, 'notes.txt'), '');
  await mkdir(join(backups, ring, 'folder'));
  await mkdir(join(backups, ring, '00000007.json'));
  await symlink('nowhere', join(backups, 'link'));
  await symlink('nowhere', join(backups, ring, 'link'));
  await symlink('00000009.json', join(backups, ring, '00000009.json'));
  await files.edit(file, () => 'c: d\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.deepEqual((await readdir(backups)).sort(), ['.DS_Store', 'link', ring].sort());
  const left = await readdir(join(backups, ring));
  for (const name of ['notes.txt', 'folder', 'link']) t.true(left.includes(name), name);
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
      const { files, file, stateDirectory } = await setUp(t);
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

test('a copy of the backups under another name is ignored: undo reverts each write once', async (t) => {
  const { files, file, stateDirectory } = await setUp(t);
  for (const text of ['a: 1\n', 'a: 2\n', 'a: 3\n']) await files.edit(file, () => text, { task: text });
  const backups = join(stateDirectory, 'kubeconfig-backups');
  const [ring = ''] = await readdir(backups);
  await cp(join(backups, ring), join(backups, `${ring} copy`), { recursive: true });
  t.is((await files.history()).length, 3);
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});

test('the writes of one task are undone together, all or none', async (t) => {
  const { files, file, home } = await setUp(t, { clock: tickingClock() });
  const other = join(home, 'other');
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n', { task: 'one', summary: 'entries' });
  await files.edit(other, () => 'b: 1\n', { task: 'one', summary: 'current-context' });
  await writeFile(file, 'a: mine\n');
  t.is((await rejection(t, files.undo())).code, 'Refused');
  t.is(await readFile(other, 'utf8'), 'b: 1\n');
  await writeFile(file, 'a: 2\n');
  t.like(await files.undo(), { file, summary: 'entries', files: [file, other] });
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
  await t.throwsAsync(readFile(other), { code: 'ENOENT' });
});

test('an undo of two files that was killed after the first continues with the second', async (t) => {
  const clock = tickingClock();
  const { files, file, home, stateDirectory } = await setUp(t, { clock });
  const other = join(home, 'other');
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n', { task: 'one' });
  await files.edit(other, () => 'b: 1\n', { task: 'one' });
  let reads = 0;
  const killed = createKubeconfigFiles({
    environment: {},
    home,
    stateDirectory,
    clock,
    onStep: (step) => {
      if (step === 'read') reads += 1;
      if (reads === 2) throw new Error('killed');
    },
  });
  // The last write is undone first: that of the file that did not exist.
  await t.throwsAsync(killed.undo());
  await t.throwsAsync(readFile(other), { code: 'ENOENT' });
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});
