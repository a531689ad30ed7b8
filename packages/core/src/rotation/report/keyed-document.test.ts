import { randomFrom } from '@ackring/testkit/random';
import test from 'ava';
import type { DocumentStore } from '../sinks/sink.js';
import { readKeyed, readToWrite, writeKeyed } from './keyed-document.js';

/** Holds documents up to this many characters. */
function smallStore(mostCharacters: number) {
  const documents = new Map<string, string>();
  let writesLeft = Number.POSITIVE_INFINITY;
  const store: DocumentStore = {
    fits: (text) => text.length <= mostCharacters,
    read: async (name) => documents.get(name) ?? null,
    write: async (name, text) => {
      if (text.length > mostCharacters) throw new Error(`${name} is too long`);
      writesLeft -= 1;
      if (writesLeft < 0) throw new Error('killed');
      documents.set(name, text);
    },
  };
  return {
    store,
    documents,
    dieAfter: (writes: number) => {
      writesLeft = writes;
    },
  };
}

const itemsOf = (count: number, value: string) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value }));

const sorted = (items: readonly { readonly key: string; readonly value: unknown }[]) =>
  items.toSorted((left, right) => (left.key < right.key ? -1 : 1));

for (const count of [0, 1, 10, 30, 300]) {
  test(`${count} items come back as they were, however small the documents`, async (t) => {
    const { store, documents } = smallStore(300);
    const items = itemsOf(count, 'x');
    await writeKeyed(store, 'list', { mark: 'm1', head: { a: 1 }, items });
    const found = await readKeyed(store, 'list');
    t.deepEqual(
      { ...found, items: sorted(found?.items ?? []) },
      { mark: 'm1', head: { a: 1 }, items: sorted(items) },
    );
    t.is(documents.size > 1, count > 10);
  });
}

for (const [before, after] of [
  [100, 100],
  [10, 100],
  [100, 10],
  [100, 200],
] as const) {
  test(`killed anywhere between ${before} and ${after} items, each item is as one of the two wrote it`, async (t) => {
    for (let writes = 0; writes < 20; writes += 1) {
      const { store, dieAfter } = smallStore(300);
      await writeKeyed(store, 'list', { mark: 'm', head: null, items: itemsOf(before, 'old') });
      dieAfter(writes);
      await writeKeyed(store, 'list', { mark: 'm', head: null, items: itemsOf(after, 'new') }).catch(
        () => undefined,
      );
      const found = new Map((await readKeyed(store, 'list'))?.items.map(({ key, value }) => [key, value]));
      for (const { key } of itemsOf(Math.min(before, after), '')) {
        t.true(['old', 'new'].includes(String(found.get(key))), `${key} after ${writes} writes`);
      }
    }
  });
}

test('two concurrent writers leave each item as one of them wrote it, in any order', async (t) => {
  for (let seed = 1; seed <= 5; seed += 1) {
    const random = randomFrom(seed);
    const { store, documents } = smallStore(300);
    const slow: DocumentStore = {
      ...store,
      write: async (name, text) => {
        for (let turn = random.below(4); turn > 0; turn -= 1) await Promise.resolve();
        documents.set(name, text);
      },
    };
    await Promise.all(
      ['one', 'two'].map((who) =>
        writeKeyed(slow, 'list', { mark: 'm', head: who, items: itemsOf(200, who) }),
      ),
    );
    const found = await readKeyed(store, 'list');
    t.is(found?.items.length, 200);
    t.true(found?.items.every(({ value }) => value === 'one' || value === 'two'));
  }
});

test('parts of another mark are not mixed in', async (t) => {
  const { store, documents } = smallStore(300);
  await writeKeyed(store, 'list', { mark: 'm1', head: null, items: itemsOf(100, 'x') });
  const [part = ''] = [...documents.keys()].filter((name) => name !== 'list');
  await store.write(part, JSON.stringify({ mark: 'm2', items: [] }));
  t.is(await readKeyed(store, 'list'), null);
});

test('what is as it was read is not written again', async (t) => {
  for (const count of [1, 100]) {
    const { store, dieAfter } = smallStore(300);
    const whole = { mark: 'm', head: null, items: itemsOf(count, 'x') };
    await writeKeyed(store, 'list', whole);
    const { seen } = await readToWrite(store, 'list');
    dieAfter(0);
    await t.notThrowsAsync(writeKeyed(store, 'list', whole, { seen }));
    await t.throwsAsync(writeKeyed(store, 'list', { ...whole, head: 'other' }, { seen }));
  }
});
