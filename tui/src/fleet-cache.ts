import { join } from 'node:path';
import type { Cluster } from '@ackring/core/cluster';
import type { Endpoints } from '@ackring/core/endpoints';
import { withKnownEndpoints } from '@ackring/core/fleet/known-endpoints';
import { createCacheFile } from './cache-file.js';
import type { CachedFleet } from './services.js';

/** Bumped when the shape changes: another program's cache is no cache. */
const format = 2;

/**
 * The fleet as it was seen last, for the first frame and for completion. It holds what `clusters` prints and
 * no secret. A cache that cannot be read or written is no error: the fleet is asked again.
 */
export interface FleetCache {
  read(): Promise<CachedFleet | null>;
  write(fleet: CachedFleet): Promise<void>;
  /** Puts the endpoints that were learnt into the fleet that is kept; the rest of it stays as it was seen. */
  learn(described: ReadonlyMap<string, Cluster>): Promise<void>;
}

/** One file per `key`: the profile looked through, so that two accounts never mix. */
export function createFleetCache(stateFolder: string, key: string): FleetCache {
  const file = createCacheFile(join(stateFolder, 'fleet', `${encodeURIComponent(key)}.json`));
  const write = (fleet: CachedFleet) => file.write({ format, ...fleet });
  return {
    read: async () => decode(file.read()),
    write,
    learn: async (described) => {
      const fleet = described.size === 0 ? null : decode(file.read());
      if (fleet === null) return;
      const clusters = fleet.clusters.map((cluster) => withLearnt(cluster, described.get(cluster.id)));
      await write({ ...fleet, clusters });
    },
  };
}

/** A detail read before the cluster was changed again is not kept. */
function withLearnt(cluster: Cluster, described: Cluster | undefined): Cluster {
  const learnt = withKnownEndpoints({ ...cluster, endpoints: null }, described);
  return learnt.endpoints === null ? cluster : learnt;
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
  if (!isRecord(value) || !isRecord(value['tags'])) return null;
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  if (text('id') === '' || text('region') === '') return null;
  const instantOf = (name: string) => {
    const instant = new Date(text(name));
    return Number.isNaN(instant.getTime()) ? null : instant;
  };
  return {
    id: text('id'),
    name: text('name'),
    region: text('region'),
    type: text('type'),
    profile: text('profile'),
    spec: text('spec'),
    state: text('state'),
    version: text('version'),
    endpoints: decodeEndpoints(value['endpoints']),
    created: instantOf('created'),
    updated: instantOf('updated'),
    tags: Object.fromEntries(Object.entries(value['tags']).map(([name, tag]) => [name, String(tag)])),
  };
}

/** Null for those that were not known when the fleet was seen. */
function decodeEndpoints(value: unknown): Endpoints | null {
  if (!isRecord(value)) return null;
  return { public: textsOf(value['public']), private: textsOf(value['private']) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
