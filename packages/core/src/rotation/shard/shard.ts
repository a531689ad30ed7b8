import * as v from 'valibot';
import type { Cluster } from '../../cluster.js';
import type { CertificateState, KubeconfigState } from '../../ports.js';
import type { RotationConfiguration } from '../configuration.js';
import type { FleetSlice } from '../inventory/fleet-slice.js';
import type { Records } from '../inventory/records.js';
import { isSelected } from '../plan/selection.js';

/** A part of a fleet, small enough for one invocation: the coordinator has chosen its clusters already. */
export interface Shard {
  readonly runId: string;
  readonly index: number;
  readonly of: number;
  readonly mode: 'plan' | 'apply';
  /** The instant decisions are made for, the same in every shard. */
  readonly now: Date;
  /** Their keys, see `identityKey`. */
  readonly identities: readonly string[];
  readonly clusters: readonly Cluster[];
  /** What the coordinator read of the server's records; empty where each shard reads its own clusters'. */
  readonly records: readonly ShardRecord[];
}

/** One identity's certificate in one cluster, by the server's record. */
export interface ShardRecord {
  readonly clusterId: string;
  readonly uid: string;
  readonly notAfter: Date | null;
  readonly state: CertificateState;
}

/** Function Compute takes 128 KiB for an asynchronous event; some room is left. */
const eventBytes = 120_000;

const clusterSchema = v.tuple([
  v.string(),
  v.string(),
  v.string(),
  v.string(),
  v.nullable(v.pipe(v.string(), v.isoTimestamp())),
]);

const recordSchema = v.tuple([
  v.string(),
  v.string(),
  v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  v.picklist(['unexpired', 'expired', 'unissued', 'removed', 'unknown']),
]);

const shardSchema = v.object({
  kind: v.literal('shard'),
  runId: v.string(),
  index: v.number(),
  of: v.number(),
  mode: v.picklist(['plan', 'apply']),
  now: v.pipe(v.string(), v.isoTimestamp()),
  identities: v.array(v.string()),
  clusters: v.array(clusterSchema),
  records: v.array(recordSchema),
});

/** The event a shard travels in: of a cluster, what the rotation needs and no more. */
export function encodeShard(shard: Shard): string {
  const clusters = shard.clusters.map(({ id, name, region, state, updated }) => [
    id,
    name,
    region,
    state,
    updated,
  ]);
  const records = shard.records.map((each) => [each.clusterId, each.uid, each.notAfter, each.state]);
  return JSON.stringify({ kind: 'shard', ...shard, now: shard.now.toISOString(), clusters, records });
}

/** Null where the event is no shard. */
export function decodeShard(event: unknown): Shard | null {
  const parsed = v.safeParse(shardSchema, event);
  if (!parsed.success) return null;
  const { kind: _kind, now, clusters, records, ...rest } = parsed.output;
  return { ...rest, now: new Date(now), clusters: clusters.map(toCluster), records: records.map(toRecord) };
}

function toRecord([clusterId, uid, notAfter, state]: v.InferOutput<typeof recordSchema>): ShardRecord {
  return { clusterId, uid, notAfter: notAfter === null ? null : new Date(notAfter), state };
}

function toCluster([id, name, region, state, updated]: v.InferOutput<typeof clusterSchema>): Cluster {
  const unsaid = { type: '', profile: '', spec: '', version: '', endpoints: null, created: null, tags: {} };
  return { ...unsaid, id, name, region, state, updated: updated === null ? null : new Date(updated) };
}

/** Cuts the selected clusters into shards; what is excluded needs no work and is left out. */
export function shardsOf(
  slices: readonly FleetSlice[],
  { select, shardSize }: Pick<RotationConfiguration, 'select' | 'shardSize'>,
  run: Pick<Shard, 'runId' | 'mode' | 'now'>,
): readonly Shard[] {
  const parts = slices.flatMap(({ identities, clusters, records }) => {
    const chosen = clusters.filter((cluster) => isSelected(cluster, select));
    const keys = identities.map(({ key }) => key);
    return chunks(chosen.toSorted(byId), shardSize).map((part) => ({
      identities: keys,
      clusters: part,
      records: part.flatMap(({ id }) => (records?.byCluster.get(id) ?? []).map(toShardRecord)),
    }));
  });
  const shards = parts.map((part) => ({ ...run, ...part, index: 0, of: 0 })).flatMap(withinLimit);
  return shards.map((shard, index) => ({ ...shard, index, of: shards.length }));
}

/** Halves what would not fit into an event. */
function withinLimit(shard: Shard): readonly Shard[] {
  if (Buffer.byteLength(encodeShard(shard)) <= eventBytes || shard.clusters.length <= 1) return [shard];
  const half = Math.ceil(shard.clusters.length / 2);
  return [shard.clusters.slice(0, half), shard.clusters.slice(half)]
    .map((clusters) => {
      const ids = new Set(clusters.map(({ id }) => id));
      return { ...shard, clusters, records: shard.records.filter(({ clusterId }) => ids.has(clusterId)) };
    })
    .flatMap(withinLimit);
}

function toShardRecord({ cluster, identity, notAfter, certificateState }: KubeconfigState): ShardRecord {
  return { clusterId: cluster.id, uid: identity.uid, notAfter, state: certificateState };
}

/** The records as an inventory reads them; undefined where the shard has none to go by. */
export function recordsOf({ records, clusters }: Shard): Records | undefined {
  if (records.length === 0) return undefined;
  const byCluster = new Map<string, KubeconfigState[]>();
  for (const { clusterId, uid, notAfter, state } of records) {
    const cluster = clusters.find(({ id }) => id === clusterId);
    if (cluster === undefined) continue;
    const identity = { uid, name: uid, type: 'unknown', state: 'unknown' } as const;
    const known = {
      cluster,
      identity,
      notAfter,
      certificateState: state,
      revokable: false,
      cloudService: null,
    };
    byCluster.set(clusterId, [...(byCluster.get(clusterId) ?? []), known]);
  }
  return { byCluster, failures: [] };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function byId(left: Cluster, right: Cluster): number {
  return left.id < right.id ? -1 : 1;
}
