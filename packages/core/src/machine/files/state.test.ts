import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { stateOf, unwrittenSince, watchFiles } from './state.js';

test('what does not tell its state may have changed, what is absent has not', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  await writeFile(path('file'), '');
  await symlink('loop', path('loop'));
  const later = new Date(Date.now() + 60_000);
  const facts = (name: string) => [stateOf(path(name)) !== '', unwrittenSince(later, [path(name)])()];
  t.deepEqual(facts('file'), [true, true]);
  t.deepEqual(facts('absent'), [false, true]);
  t.deepEqual(facts('loop'), [false, false]);
});

async function watched(t: ExecutionContext, ...names: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-watch-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(folder, 'elsewhere', 'real'), 'one');
  await symlink(join(folder, 'elsewhere', 'real'), join(folder, 'link'));
  await writeFile(join(folder, 'config'), 'one');
  const controller = new AbortController();
  t.teardown(() => controller.abort());
  // Watching keeps no process alive.
  const alive = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(alive));
  const calls = { count: 0 };
  let told = Promise.withResolvers<void>();
  const paths = names.map((name) => join(folder, name));
  watchFiles(
    paths,
    () => {
      calls.count += 1;
      told.resolve();
    },
    controller.signal,
  );
  /** Changes something, and waits until it is reported. */
  const after = async (change: () => Promise<unknown>): Promise<void> => {
    told = Promise.withResolvers();
    await change();
    await told.promise;
  };
  return { folder, calls, after };
}

test('a file is reported when written, replaced, removed and created again', async (t) => {
  const { folder, calls, after } = await watched(t, 'config');
  const file = join(folder, 'config');
  await after(() => writeFile(file, 'two'));
  await writeFile(join(folder, 'new'), 'three');
  await after(() => rename(join(folder, 'new'), file));
  await after(() => rm(file));
  await after(() => writeFile(file, 'four'));
  t.is(calls.count, 4);
});

test('where a link leads is watched too', async (t) => {
  const { folder, calls, after } = await watched(t, 'link');
  await after(() => writeFile(join(folder, 'elsewhere', 'real'), 'two'));
  t.is(calls.count, 1);
});

test('a folder that is made, or moved away and back, is watched as before', async (t) => {
  const { folder, after } = await watched(t, 'later/config');
  const place = (name: string): string => join(folder, name);
  await after(() => mkdir(place('later')));
  await after(() => writeFile(place('later/config'), 'one'));
  await after(() => rename(place('later'), place('away')));
  await after(() => rename(place('away'), place('later')));
  await after(() => writeFile(place('later/config'), 'two'));
  t.pass();
});

test('other files of the folder, and folders that are absent, are none of it', async (t) => {
  const { folder, calls, after } = await watched(t, 'absent/config', 'config');
  await writeFile(join(folder, 'config.lock'), '');
  await rm(join(folder, 'config.lock'));
  await after(() => writeFile(join(folder, 'config'), 'two'));
  t.is(calls.count, 1);
});
