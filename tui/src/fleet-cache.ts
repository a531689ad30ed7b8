import { join } from 'node:path';
import type { Cluster } from '@ackring/core/cluster';
import { createCacheFile } from './cache-file.js';
import type { CachedFleet } from './services.js';

/** Bumped when the shape changes: another program's cache is no cache. */
const format = 1;

/**
 * The fleet as it was seen last, for the first frame and for completion. It holds what `clusters` prints and
 * no secret. A cache that cannot be read or written is no error: the fleet is asked again.
 */
export interface FleetCache {
  read(): Promise<CachedFleet | null>;
  write(fleet: CachedFleet): Promise<void>;
}

/** One file per `key`: the profile looked through, so that two accounts never mix. */
export function createFleetCache(stateFolder: string, key: string): FleetCache {
  const file = createCacheFile(join(stateFolder, 'fleet', `${encodeURIComponent(key)}.json`));
  return {
    read: async () => decode(file.read()),
    write: (fleet) => file.write({ format, ...fleet }),
  };
}

function decode(value: unknown): CachedFleet | null {
  if (!isRecord(value) || value['format'] !== format || !Array.isArray(value['clusters'])) return null;
  const seenAt = new Date(String(value['seenAt']));
  if (Number.isNaN(seenAt.getTime())) return null;
  const clusters = value['clusters'].map(decodeCluster);
  return clusters.includes(null)
    ? null
    : { clusters: clusters.filter((cluster) => cluster !== null), seenAt };
}

function decodeCluster(value: unknown): Cluster | null {
  if (!isRecord(value) || !isRecord(value['endpoints']) || !isRecord(value['tags'])) return null;
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  if (text('id') === '' || text('region') === '') return null;
  const created = new Date(text('created'));
  return {
    id: text('id'),
    name: text('name'),
    region: text('region'),
    type: text('type'),
    profile: text('profile'),
    spec: text('spec'),
    state: text('state'),
    version: text('version'),
    endpoints: {
      public: textOrNull(value['endpoints']['public']),
      private: textOrNull(value['endpoints']['private']),
    },
    created: Number.isNaN(created.getTime()) ? null : created,
    tags: Object.fromEntries(Object.entries(value['tags']).map(([name, tag]) => [name, String(tag)])),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
