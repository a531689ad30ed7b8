import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../machine/clock.js';
import { createKubeconfigFiles, type KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { filesFor, readingFor, refuseUnusable } from './fetching.js';
import { editTogether } from './switch-context.js';

const text = 'kind: Config\ncurrent-context: mine\n';

/** KUBECONFIG names files `a`, which exists, and `b`, which does not; `path` names one beside them. */
async function place(
  t: ExecutionContext,
): Promise<{ store: KubeconfigFiles; path: (name: string) => string }> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-fetch-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const path = (name: string): string => join(home, name);
  await writeFile(path('a'), text);
  const environment = { KUBECONFIG: `${path('a')}:${path('b')}` };
  const stateDirectory = path('state');
  return { store: createKubeconfigFiles({ environment, home, stateDirectory, clock: systemClock }), path };
}

test('the files of KUBECONFIG are read, and the destination if it is not among them', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('c'), 'contexts: [');
  const a = { path: path('a'), exists: true, isWritable: true, isMember: true, text };
  const b = { path: path('b'), exists: false, isWritable: true, isMember: true, text: null };
  const c = { path: path('c'), exists: true, isWritable: true, isMember: false, text: 'contexts: [' };
  const named = (name: string) => path(name);
  for (const [destination, expected] of [
    [{ kind: 'merge', file: null }, [a, b]],
    [{ kind: 'merge', file: named('b') }, [a, b]],
    [{ kind: 'merge', file: named('c') }, [a, b, c]],
    [{ kind: 'file', file: named('c') }, [a, b, c]],
  ] as const) {
    const found = await filesFor(destination, store);
    t.deepEqual(
      found.map(({ kubeconfig: _, problem: __, ...file }) => file),
      expected as readonly unknown[],
      JSON.stringify(destination),
    );
    t.is(found[0]?.kubeconfig?.currentContext, 'mine');
    for (const { kubeconfig } of found.slice(1)) t.is(kubeconfig?.currentContext ?? null, null);
    // A broken file is known to exist, but not its contents.
    t.is(found[2]?.kubeconfig ?? null, null);
  }
});

for (const [what, prepare, code, message] of [
  ['a folder', (file: string) => mkdir(file), 'FileUnreadable', /it is a folder$/],
  ['its own link', (file: string) => symlink(file, file), 'FileUnwritable', /go in a circle$/],
  ['below a file', (file: string) => writeFile(dirname(file), ''), 'FileUnwritable', /is not a folder$/],
  ['no text', (file: string) => writeFile(file, Buffer.from([0xff])), 'KubeconfigInvalid', /not UTF-8/],
  ['a pipe', (file: string) => promisify(execFile)('mkfifo', [file]), 'FileUnwritable', /not a regular file/],
] as const) {
  test(`a destination that is ${what} is refused before anything is issued`, async (t) => {
    const { store, path } = await place(t);
    const destination = { kind: 'merge', file: path('below/c') } as const;
    if (what !== 'below a file') await mkdir(path('below'));
    await prepare(destination.file);
    const found = (await filesFor(destination, store)).find((each) => each.path === destination.file);
    await t.throwsAsync(async () => found && refuseUnusable(found), { code, message });
  });
}

test('a destination that is broken, or not there yet, is not refused by this', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('a'), 'contexts: [');
  for (const each of await filesFor({ kind: 'merge', file: path('new/c') }, store))
    await t.notThrowsAsync(refuseUnusable(each), each.path);
});

test('for stdout no file is read, not even one that cannot be', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('a'), Buffer.from([0xff, 0xfe, 0x00]));
  t.deepEqual(await filesFor({ kind: 'stdout' }, store), []);
  const reading = await readingFor({ kind: 'stdout' }, { store, now: new Date(0) });
  t.deepEqual(reading.files, []);
  t.true(reading.isUnwritten());
});

test('the files of a plan are read again if one was written, or created, or was just being written', async (t) => {
  const { store, path } = await place(t);
  const destination = { kind: 'merge', file: path('c') } as const;
  // By the file system's own clock.
  const { ctime } = await stat(path('a'));
  const later = new Date(ctime.getTime() + 60_000);
  t.false((await readingFor(destination, { store, now: ctime })).isUnwritten());
  for (const name of ['a', 'b', 'c']) {
    const reading = await readingFor(destination, { store, now: later });
    t.true(reading.isUnwritten());
    await writeFile(path(name), `${text}# ${name}\n`);
    t.false(reading.isUnwritten(), name);
  }
});

test('an unreadable file counts as absent until it has to be written', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('c'), Buffer.from([0xff, 0xfe, 0x00]));
  const found = await filesFor({ kind: 'merge', file: path('c') }, store);
  t.like(found[2], { text: null, kubeconfig: null });
  await chmod(path('c'), 0o600);
  await t.throwsAsync(editTogether(store)(path('c'), 'x', () => ({ text })));
});

test('all edits of one fetch are undone at once, and return what was computed under the lock', async (t) => {
  const { store, path } = await place(t);
  const edit = editTogether(store);
  const given: (string | null)[] = [];
  const change = (before: string | null) => {
    given.push(before);
    return { text: `${before ?? 'kind: Config\n'}# changed\n`, number: given.length };
  };
  t.is((await edit(path('a'), 'one', change)).number, 1);
  t.is((await edit(path('b'), 'two', change)).number, 2);
  t.deepEqual(given, [text, null]);
  t.deepEqual(
    (await store.history()).map(({ summary }) => summary),
    ['two', 'one'],
  );
  await store.undo();
  t.is(await readFile(path('a'), 'utf8'), text);
  await t.throwsAsync(readFile(path('b')), { code: 'ENOENT' });
  // Another fetch is another task.
  await editTogether(store)(path('a'), 'three', change);
  await editTogether(store)(path('b'), 'four', change);
  await store.undo();
  t.is(await readFile(path('a'), 'utf8'), `${text}# changed\n`);
});
