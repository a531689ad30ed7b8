import test from 'ava';
import { collected, concurrently, inOrderOf } from './concurrently.js';

test('every result arrives, in the order of completion, and never more than the limit run at once', async (t) => {
  const gates = new Map<number, (value: number) => void>();
  let running = 0;
  let most = 0;
  const work = (item: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    return new Promise<number>((resolve) => gates.set(item, resolve)).finally(() => {
      running -= 1;
    });
  };
  const results = concurrently([1, 2, 3, 4, 5], 2, work);
  const seen: number[] = [];
  for (const finish of [2, 1, 4, 3, 5]) {
    const next = results.next();
    while (!gates.has(finish)) await Promise.resolve();
    gates.get(finish)?.(finish);
    seen.push((await next).value ?? 0);
  }
  t.true((await results.next()).done);
  t.deepEqual(seen, [2, 1, 4, 3, 5]);
  t.is(most, 2);
});

test('nothing to do ends at once', async (t) => {
  t.true((await concurrently([], 4, async () => 1).next()).done);
});

test('when the reader stops, nothing more is started', async (t) => {
  let begun = 0;
  for await (const _ of concurrently([1, 2, 3, 4, 5, 6], 2, async () => ++begun)) break;
  await Promise.resolve();
  t.true(begun <= 4, String(begun));
});

test('collected results, and events about items, have the order of the items, whichever came first', async (t) => {
  const random = (seed: number): number => Math.abs(Math.sin(seed) * 1e4) % 1;
  for (let seed = 1; seed <= 200; seed += 1) {
    const items = Array.from({ length: Math.floor(random(seed) * 12) }, (_, item) => Math.floor(item / 2));
    const limit = 1 + Math.floor(random(seed + 0.5) * 4);
    const work = async (item: number): Promise<number> => {
      for (let turn = Math.floor(random(seed + item / 7) * 9); turn > 0; turn -= 1) await Promise.resolve();
      return item;
    };
    t.deepEqual(await collected(items, limit, work), items, `seed ${seed}`);
    const events = inOrderOf(items, concurrently(items, limit, work), (item) => item);
    t.deepEqual(await all(events), items, `seed ${seed}`);
  }
});

test('an item without an event does not lose those of the others', async (t) => {
  const events = inOrderOf(
    [1, 2, 3, 4],
    concurrently([4, 3, 1], 3, async (item) => item),
    (item) => item,
  );
  t.deepEqual(await all(events), [1, 3, 4]);
});

async function all<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const seen: Event[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}
