import { join } from 'node:path';
import { type CacheFile, createCacheFile } from '../machine/files/cache-file.js';
import type { Identity } from '../words/identity.js';
import { isRecord } from '../words/json.js';

/** Incremented when the shape changes: a cache of another version is ignored. */
const format = 1;
/** The latest are kept; completing more than that in a shell helps nobody. */
const most = 5_000;

/** An identity that was seen to hold a kubeconfig. */
export interface CachedHolder {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
}

/** The identities that scans have found, for completion. It holds what `access` prints and no secret. */
export interface HolderCache {
  read(): readonly CachedHolder[];
  /** Adds to the existing ones: a scan of one cluster must not forget the others. */
  add(holders: Iterable<CachedHolder>): Promise<void>;
}

/** One file per `key`, the profile in use, so that two accounts never mix. */
export function createHolderCache(stateFolder: string, key: string): HolderCache {
  const file = createCacheFile(join(stateFolder, 'fleet', `${encodeURIComponent(key)}.holders.json`));
  return {
    read: () => decode(file.read()),
    add: async (holders) => addTo(file, holders),
  };
}

/** The same events; their identities are kept for completion at the end. */
export async function* rememberHolders<T>(
  cache: HolderCache,
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
    if (holders.size > 0) await cache.add(holders.values());
  }
}

async function addTo(file: CacheFile, holders: Iterable<CachedHolder>): Promise<void> {
  const before = decode(file.read());
  const all = new Map(before.map((holder) => [holder.uid, holder]));
  for (const { uid, name, type, state } of holders) {
    all.delete(uid);
    all.set(uid, { uid, name, type, state });
  }
  await file.write({ format, holders: [...all.values()].slice(-most) });
}

function decode(value: unknown): readonly CachedHolder[] {
  if (!isRecord(value) || value['format'] !== format || !Array.isArray(value['holders'])) return [];
  const holders: readonly unknown[] = value['holders'];
  return holders.flatMap((holder) => {
    if (!isRecord(holder)) return [];
    const text = (name: string) => (typeof holder[name] === 'string' ? holder[name] : '');
    return [{ uid: text('uid'), name: text('name'), type: text('type'), state: text('state') }];
  });
}
