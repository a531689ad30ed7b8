/** Created on the first call and kept; a failure is not kept, so that the next call tries again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

/** These calls of a capability, which the first of them opens. */
export function calls<K extends PropertyKey, T extends Record<K, (...asked: never[]) => Promise<unknown>>>(
  open: () => Promise<T>,
  ...names: readonly K[]
): Pick<T, K> {
  return rows(
    names,
    (name) =>
      async (...asked: never[]) =>
        (await open())[name](...asked),
  );
}

/** The same for calls that answer piece by piece. */
export function streams<
  K extends PropertyKey,
  T extends Record<K, (...asked: never[]) => AsyncIterable<unknown>>,
>(open: () => Promise<T>, ...names: readonly K[]): Pick<T, K> {
  return rows(
    names,
    (name) =>
      async function* (...asked: never[]) {
        yield* (await open())[name](...asked);
      },
  );
}

function rows<K extends PropertyKey>(names: readonly K[], row: (name: K) => unknown) {
  const entries: readonly (readonly unknown[])[] = names.map((name) => [name, row(name)]);
  return Object.fromEntries(entries);
}
