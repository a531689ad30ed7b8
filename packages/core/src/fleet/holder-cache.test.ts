import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Identity } from '../words/identity.js';
import { type CachedHolder, createHolderCache, rememberHolders } from './fleet-cache.js';

const holder = (uid: string, name = uid): CachedHolder => ({ uid, name, type: 'user', state: 'active' });

async function folder(t: ExecutionContext): Promise<string> {
  const created = await mkdtemp(join(tmpdir(), 'ackring-holders-'));
  t.teardown(() => rm(created, { recursive: true, force: true }));
  return created;
}

test('holders come back, the latest last, and nothing else about them', async (t) => {
  const state = await folder(t);
  const cache = createHolderCache(state, 'me');
  t.deepEqual(cache.read(), []);
  await cache.add([holder('1'), holder('2')]);
  const more = { ...holder('3'), secret: 'x' };
  await createHolderCache(state, 'me').add([more, holder('1', 'renamed')]);
  t.deepEqual(cache.read(), [holder('2'), holder('3'), holder('1', 'renamed')]);
  t.deepEqual(createHolderCache(state, 'another').read(), []);
  t.notRegex(await readFile(join(state, 'fleet', 'me.holders.json'), 'utf8'), /secret/);
});

test('a useful number of holders is kept, the latest ones', async (t) => {
  const cache = createHolderCache(await folder(t), 'me');
  await cache.add(Array.from({ length: 5_001 }, (_, number) => holder(String(number))));
  t.is(cache.read().length, 5_000);
  t.deepEqual(cache.read()[0], holder('1'));
});

test('a file that is not our cache is ignored', async (t) => {
  const state = await folder(t);
  const cache = createHolderCache(state, 'me');
  await cache.add([holder('1')]);
  const read = async (value: unknown) => {
    await writeFile(join(state, 'fleet', 'me.holders.json'), JSON.stringify(value));
    return cache.read();
  };
  for (const odd of [
    null,
    [],
    'text',
    { format: 2, holders: [holder('1')] },
    { format: 1, holders: {} },
    { format: 1 },
  ]) {
    t.deepEqual(await read(odd), [], JSON.stringify(odd));
  }
  const torn = await read({ format: 1, holders: [null, [], 'x', { uid: 7 }, { uid: '1', name: 'tom' }] });
  t.deepEqual(torn, [
    { uid: '', name: '', type: '', state: '' },
    { uid: '1', name: 'tom', type: '', state: '' },
  ]);
});

const identity = (uid: string): Identity => ({ uid, name: uid, type: 'user', state: 'active' });

async function* events(...batches: readonly Identity[][]): AsyncGenerator<readonly Identity[]> {
  for (const batch of batches) yield batch;
}

test('a scan’s events pass through, and their identities are kept even if the reader stops half-way', async (t) => {
  const cache = createHolderCache(await folder(t), 'me');
  const passing = rememberHolders(
    cache,
    events([identity('1')], [identity('2')], [identity('3')]),
    (each) => each,
  );
  const seen: string[] = [];
  for await (const batch of passing) {
    seen.push(...batch.map(({ uid }) => uid));
    if (seen.length === 2) break;
  }
  t.deepEqual(seen, ['1', '2']);
  t.deepEqual(
    cache.read().map(({ uid }) => uid),
    ['1', '2'],
  );
});

test('without holders nothing is written', async (t) => {
  const written: string[] = [];
  const cache = {
    read: () => [],
    add: async (holders: Iterable<CachedHolder>) => {
      written.push([...holders].map(({ uid }) => uid).join());
    },
  };
  for await (const _ of rememberHolders(cache, events([], []), (each) => each));
  t.deepEqual(written, []);
  for await (const _ of rememberHolders(cache, events([identity('1')]), (each) => each));
  t.deepEqual(written, ['1']);
});
