import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { recentContexts } from './recent-contexts.js';

async function emptyFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-recent-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const numbered = (count: number, first = 1) => Array.from({ length: count }, (_, at) => `c${first + at}`);

test('the latest comes first, and once', async (t) => {
  const recent = recentContexts(await emptyFolder(t), ['/a']);
  t.deepEqual(recent.read(), []);
  await recent.used(['one']);
  await recent.used(['two', 'three']);
  await recent.used(['one']);
  t.deepEqual(recent.read(), ['one', 'two', 'three']);
});

test('fifty are kept', async (t) => {
  const recent = recentContexts(await emptyFolder(t), ['/a']);
  await recent.used(numbered(50));
  t.deepEqual(recent.read(), numbered(50));
  await recent.used(['new']);
  t.deepEqual(recent.read(), ['new', ...numbered(49)]);
});

test('each list of kubeconfig files has its own', async (t) => {
  const folder = await emptyFolder(t);
  await recentContexts(folder, ['/a', '/b']).used(['one']);
  t.deepEqual(recentContexts(folder, ['/a', '/b']).read(), ['one']);
  t.deepEqual(recentContexts(folder, ['/a']).read(), []);
  t.deepEqual(recentContexts(folder, ['/b', '/a']).read(), []);
  await recentContexts(folder, ['/a']).used(['two']);
  const kept = await readdir(folder);
  t.deepEqual(
    kept.map((name) => /^[0-9a-f]{16}\.json$/.test(name)),
    [true, true],
  );
});

test('relative ones are other files in another folder', async (t) => {
  const [folder, elsewhere] = [await emptyFolder(t), await emptyFolder(t)];
  await recentContexts(folder, ['a']).used(['one']);
  t.deepEqual(recentContexts(folder, [join(process.cwd(), 'a')]).read(), ['one']);
  t.deepEqual(recentContexts(folder, [join(elsewhere, 'a')]).read(), []);
});

/** What a name has to be to be written, and to be read. */
const names: readonly (readonly [title: string, name: string, isKept: boolean])[] = [
  ['a name', 'prod', true],
  ['a long one', 'x'.repeat(1_024), true],
  ['one that is too long', 'x'.repeat(1_025), false],
  ['an empty one', '', false],
  ['one that reorders text', 'prod\u202e', false],
];

for (const [title, name, isKept] of names) {
  test(`${title} is ${isKept ? '' : 'not '}kept, and ${isKept ? '' : 'not '}believed in the file`, async (t) => {
    const folder = await emptyFolder(t);
    const recent = recentContexts(folder, ['/a']);
    await recent.used([name, 'other']);
    t.deepEqual(recent.read(), isKept ? [name, 'other'] : ['other']);
    await write(folder, { contexts: [name] });
    t.deepEqual(recent.read(), isKept ? [name] : []);
  });
}

const files: readonly (readonly [title: string, value: unknown, read: readonly string[]])[] = [
  ['fifty names', { contexts: numbered(50) }, numbered(50)],
  ['more than were ever written', { contexts: numbered(51) }, []],
  ['one that is no text among names', { contexts: ['a', 1] }, []],
  ['no list', { contexts: 'a' }, []],
  ['something else', 7, []],
  ['null', null, []],
];

for (const [title, value, read] of files) {
  test(`a file that holds ${title} ${read.length > 0 ? 'is read' : 'is as if there were none'}`, async (t) => {
    const folder = await emptyFolder(t);
    const recent = recentContexts(folder, ['/a']);
    await recent.used(['before']);
    await write(folder, value);
    t.deepEqual(recent.read(), read);
  });
}

/** Into the one file that is there. */
async function write(folder: string, value: unknown): Promise<void> {
  const [name = ''] = await readdir(folder);
  const file = join(folder, name);
  if ((await readFile(file, 'utf8')) === '') throw new Error('nothing was written');
  await writeFile(file, JSON.stringify(value));
}
