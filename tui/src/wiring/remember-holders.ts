import type { Identity } from '@ackring/core/identity';
import type { HolderCache } from '../holder-cache.js';

/** The same events, and whoever they name kept for completion when they end. */
export async function* rememberHolders<T>(
  cache: () => Promise<HolderCache>,
  events: AsyncIterable<T>,
  holdersOf: (event: T) => readonly Identity[],
): AsyncGenerator<T, void> {
  const holders = new Map<string, Identity>();
  try {
    for await (const event of events) {
      for (const identity of holdersOf(event)) holders.set(identity.uid, identity);
      yield event;
    }
  } finally {
    if (holders.size > 0) await (await cache()).add(holders.values());
  }
}
