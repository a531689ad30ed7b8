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

/** Several streams as one, each item as it comes. */
export async function* merged<Item>(streams: readonly AsyncIterable<Item>[]): AsyncGenerator<Item, void> {
  const next = async (iterator: AsyncIterator<Item>) => ({ iterator, result: await iterator.next() });
  const waiting = new Map(
    streams.map((stream) => {
      const iterator = stream[Symbol.asyncIterator]();
      return [iterator, next(iterator)] as const;
    }),
  );
  while (waiting.size > 0) {
    const { iterator, result } = await Promise.race(waiting.values());
    if (result.done) waiting.delete(iterator);
    else {
      waiting.set(iterator, next(iterator));
      yield result.value;
    }
  }
}

/** The results of `work` on every item, in the order of the items, whichever came first. */
export async function collected<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Array<Result>(items.length);
  const placed = async ([place, item]: readonly [number, Item]) => ({ place, result: await work(item) });
  for await (const { place, result } of concurrently([...items.entries()], limit, placed)) {
    results[place] = result;
  }
  return results;
}

/**
 * The events about these items, one an item, in the order of the items: what arrives early waits for those before it.
 * An item without an event holds the later ones back to the end.
 */
export async function* inOrderOf<Item, Event>(
  items: readonly Item[],
  events: AsyncIterable<Event>,
  itemOf: (event: Event) => Item,
): AsyncGenerator<Event, void> {
  const early = new Map<Item, Event[]>();
  let next = 0;
  for await (const event of events) {
    const item = itemOf(event);
    early.set(item, [...(early.get(item) ?? []), event]);
    for (let due = dueAt(next); due !== undefined; due = dueAt(next)) {
      next += 1;
      yield due;
    }
  }
  for (const item of items.slice(next)) yield* early.get(item)?.splice(0) ?? [];

  function dueAt(place: number): Event | undefined {
    const [item] = items.slice(place, place + 1);
    return item === undefined ? undefined : early.get(item)?.shift();
  }
}
