/**
 * Runs `work` on every item, at most `limit` at once, and yields the results as they arrive. `work` must not throw;
 * if the reader stops, started work runs to its end unobserved.
 */
export async function* concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running = new Set<Promise<Result>>();
  const done: Result[] = [];
  const queue = items[Symbol.iterator]();
  const startNext = (): void => {
    const next = queue.next();
    if (next.done) return;
    const promise = work(next.value).then((result) => {
      running.delete(promise);
      done.push(result);
      return result;
    });
    running.add(promise);
  };
  for (let started = 0; started < limit; started += 1) startNext();
  while (running.size > 0) {
    await Promise.race(running);
    for (let result = done.shift(); result !== undefined; result = done.shift()) {
      startNext();
      yield result;
    }
  }
}
