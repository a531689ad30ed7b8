import test from 'ava';
import { concurrently } from './concurrently.js';

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
