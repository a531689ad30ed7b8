import { join } from 'node:path';
import { type CacheFile, createCacheFile } from '../machine/files/cache-file.js';
import type { Cluster } from '../words/cluster.js';
import type { Endpoints } from '../words/endpoints.js';
import type { AckringError } from '../words/errors.js';
import { quickHash } from '../words/hash.js';
import type { Identity } from '../words/identity.js';
import { isRecord } from '../words/json.js';
import { type KnownEndpoints, withKnownEndpoints } from './scan.js';

/** Incremented when the shape changes: a cache of another version is ignored. */
const format = 2;

/** The fleet as last seen; contains no secret. */
export interface CachedFleet {
  readonly clusters: readonly Cluster[];
  readonly seenAt: Date;
}

/**
 * The fleet as last seen, for the first frame and for completion. It holds what `clusters` prints and nothing secret.
 */
export interface FleetCache {
  read(): Promise<CachedFleet | null>;
  /** Keeps a complete fleet, with its known endpoints. */
  write(fleet: CachedFleet): Promise<unknown>;
  /** The known endpoints of every cluster, by id. */
  known(): Promise<ReadonlyMap<string, KnownEndpoints>>;
  /**
   * Keeps learnt endpoints, even if no complete fleet was ever seen: some regions never answer. Returns the error, if
   * any.
   */
  learn(described: ReadonlyMap<string, KnownEndpoints>): Promise<AckringError | null>;
}

interface FleetPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Chosen by flag or settings. */
  readonly profile: string | null;
  /** The settings' endpoint of ACK. */
  readonly endpoint: string | null;
}

/** Identifies an account's fleet without a call: two accounts or two clouds never share a cache. */
export function fleetCacheKey({ environment, profile, endpoint }: FleetPlace): string {
  const parts = [
    profile ?? environment['ALIBABA_CLOUD_PROFILE'] ?? null,
    environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? null,
    environment['ALIBABA_CLOUD_ROLE_ARN'] ?? null,
    environment['ACKRING_CS_ENDPOINT'] ?? endpoint,
  ];
  return quickHash(JSON.stringify(parts)).slice(0, 32);
}

/** Two files per `key`, the profile in use, so that two accounts never mix. */
export function createFleetCache(stateFolder: string, key: string): FleetCache {
  const name = `${encodeURIComponent(key)}.json`;
  const file = createCacheFile(join(stateFolder, 'fleet', name));
  // What was learnt since the last complete fleet.
  const learnt = createCacheFile(join(stateFolder, 'endpoints', name));
  const read = (): CachedFleet | null => {
    const fleet = decodeFleet(file.read());
    if (fleet === null) return null;
    const known = decodeLearnt(learnt.read());
    return { ...fleet, clusters: fleet.clusters.map((each) => withKnownEndpoints(each, known.get(each.id))) };
  };
  return {
    read: async () => read(),
    write: async (fleet) => {
      await file.write({ format, ...fleet });
      await learnt.write({ format, endpoints: {} });
    },
    // Learnt facts are newer.
    known: async () =>
      new Map<string, KnownEndpoints>([
        ...(read()?.clusters ?? []).map((cluster) => [cluster.id, cluster] as const),
        ...decodeLearnt(learnt.read()),
      ]),
    learn: async (described) => {
      if (described.size === 0) return null;
      const all = new Map([...decodeLearnt(learnt.read()), ...described]);
      const endpoints = [...all].map(([id, each]) => [
        id,
        { endpoints: each.endpoints, updated: each.updated },
      ]);
      return learnt.write({ format, endpoints: Object.fromEntries(endpoints) });
    },
  };
}

function decodeLearnt(value: unknown): ReadonlyMap<string, KnownEndpoints> {
  if (!isRecord(value) || value['format'] !== format || !isRecord(value['endpoints'])) return new Map();
  const entries = Object.entries(value['endpoints']).map(([id, each]) => [id, decodeKnown(each)] as const);
  return new Map(entries);
}

function decodeKnown(value: unknown): KnownEndpoints {
  if (!isRecord(value)) return { endpoints: null, updated: null };
  return { endpoints: decodeEndpoints(value['endpoints']), updated: instantOf(value['updated']) };
}

function decodeFleet(value: unknown): CachedFleet | null {
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
    created: instantOf(value['created']),
    updated: instantOf(value['updated']),
    tags: Object.fromEntries(Object.entries(value['tags']).map(([name, tag]) => [name, String(tag)])),
    vpcId: text('vpcId') || null,
  };
}

function instantOf(value: unknown): Date | null {
  const instant = new Date(typeof value === 'string' ? value : '');
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** Null for those unknown when the fleet was seen. */
function decodeEndpoints(value: unknown): Endpoints | null {
  if (!isRecord(value)) return null;
  return { public: textsOf(value['public']), private: textsOf(value['private']) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Incremented when the shape changes: a cache of another version is ignored. */
const holderFormat = 1;
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
  await file.write({ format: holderFormat, holders: [...all.values()].slice(-most) });
}

function decode(value: unknown): readonly CachedHolder[] {
  if (!isRecord(value) || value['format'] !== holderFormat || !Array.isArray(value['holders'])) return [];
  const holders: readonly unknown[] = value['holders'];
  return holders.flatMap((holder) => {
    if (!isRecord(holder)) return [];
    const text = (name: string) => (typeof holder[name] === 'string' ? holder[name] : '');
    return [{ uid: text('uid'), name: text('name'), type: text('type'), state: text('state') }];
  });
}
