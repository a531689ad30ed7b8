import * as v from 'valibot';
import type { CertificateState, KubeconfigState } from '../../cloud/ack/api.js';
import type { Cluster } from '../../words/cluster.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import { isSelected } from '../configuration/selection.js';
import type { FleetSlice } from '../inventory/fleet-slice.js';
import type { Records } from '../inventory/records.js';
import type { KnownCredential, KnownCredentials } from '../ledger/standing.js';
import { stableFraction } from '../policy/spread.js';
import type { ReportPart } from '../report/shard-report.js';

/** A part of a fleet, small enough for one invocation: the coordinator has selected its clusters already. */
export interface Shard {
  readonly runId: string;
  readonly index: number;
  readonly of: number;
  readonly mode: 'plan' | 'apply';
  /** The instant decisions refer to, the same in every shard. */
  readonly now: Date;
  /** Their keys, see `identityKey`. */
  readonly identities: readonly string[];
  readonly clusters: readonly Cluster[];
  /** The server's records that the coordinator read; empty if each shard reads its own clusters'. */
  readonly records: readonly ShardRecord[];
  /** Its credentials' conditions after the run before. */
  readonly known: readonly ShardKnown[];
  /** The canaries failed: only urgent work is started. */
  readonly isHalted: boolean;
}

/** One credential's condition, see `KnownCredential`. */
export type ShardKnown = KnownCredential & { readonly clusterId: string; readonly identity: string };

/** Where a shard stores its report, and what identifies it. */
export function reportPart({ runId, index, identities, clusters }: Shard): ReportPart {
  return { runId, place: `shard-${index}`, identities, clusterIds: clusters.map(({ id }) => id) };
}

/** A shard's previous conditions, in the form of an inventory's input. */
export function knownIn({ known }: Shard): KnownCredentials {
  return new Map(known.map((each) => [`${each.clusterId}/${each.identity}`, each]));
}

/** One identity's certificate in one cluster, by the server's record. */
export interface ShardRecord {
  readonly clusterId: string;
  readonly uid: string;
  readonly notAfter: Date | null;
  readonly state: CertificateState;
}

/** Function Compute accepts 128 KiB for an asynchronous event; this leaves some room. */
const eventBytes = 120_000;

const clusterSchema = v.tuple([
  v.string(),
  v.string(),
  v.string(),
  v.string(),
  v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  // Missing in events from older versions.
  v.optional(v.nullable(v.string()), null),
  v.optional(v.record(v.string(), v.string()), {}),
]);

const recordSchema = v.tuple([
  v.string(),
  v.string(),
  v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  v.picklist(['unexpired', 'expired', 'unissued', 'removed', 'unknown']),
]);

const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);

const knownSchema = v.pipe(
  v.tuple([
    v.string(),
    v.string(),
    v.picklist(['ready', 'pending', 'failing', 'blocked']),
    v.string(),
    v.nullable(instant),
    v.nullable(instant),
    instant,
    v.boolean(),
    // Missing in events from older versions.
    v.optional(v.record(v.string(), v.string()), {}),
    v.optional(v.nullable(v.string()), null),
  ]),
  v.transform(([clusterId, identity, state, reason, heldUntil, lastProof, since, awaitsProof, ...rest]) => {
    const [addresses, settled] = rest;
    return {
      clusterId,
      identity,
      state,
      reason,
      heldUntil,
      lastProof,
      since,
      awaitsProof,
      addresses,
      settled,
    };
  }),
);

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
  known: v.optional(v.array(knownSchema), []),
  isHalted: v.optional(v.boolean(), false),
});

/** A shard's event: only what the rotation needs of each cluster. */
export function encodeShard(shard: Shard): string {
  const clusters = shard.clusters.map(({ id, name, region, state, updated, vpcId, tags }) => [
    id,
    name,
    region,
    state,
    updated,
    vpcId,
    tags,
  ]);
  const records = shard.records.map((each) => [each.clusterId, each.uid, each.notAfter, each.state]);
  const known = shard.known.map((each) => [
    each.clusterId,
    each.identity,
    each.state,
    each.reason,
    each.heldUntil,
    each.lastProof,
    each.since,
    each.awaitsProof,
    each.addresses,
    each.settled,
  ]);
  return JSON.stringify({ kind: 'shard', ...shard, now: shard.now.toISOString(), clusters, records, known });
}

/** Null if the event is not a shard. */
export function decodeShard(event: unknown): Shard | null {
  const parsed = v.safeParse(shardSchema, event);
  if (!parsed.success) return null;
  const { kind: _kind, now, clusters, records, ...rest } = parsed.output;
  return { ...rest, now: new Date(now), clusters: clusters.map(toCluster), records: records.map(toRecord) };
}

function toRecord([clusterId, uid, notAfter, state]: v.InferOutput<typeof recordSchema>): ShardRecord {
  return { clusterId, uid, notAfter: notAfter === null ? null : new Date(notAfter), state };
}

function toCluster([id, name, region, state, updated, vpcId, tags]: v.InferOutput<
  typeof clusterSchema
>): Cluster {
  const unsaid = { type: '', profile: '', spec: '', version: '', endpoints: null, created: null };
  const changed = updated === null ? null : new Date(updated);
  return { ...unsaid, id, name, region, state, updated: changed, vpcId, tags };
}

export interface CutOptions extends Pick<Shard, 'runId' | 'mode' | 'now'> {
  readonly known: KnownCredentials;
  /** Clusters that are done elsewhere. */
  readonly without: ReadonlySet<string>;
  readonly isHalted: boolean;
  /**
   * Where an earlier part of the run has cut: the same clusters are in the same shards, whatever was added or
   * removed.
   */
  readonly cuts?: readonly Cut[] | undefined;
}

/** A shard by its content: these identities' clusters from this id on, up to where their next shard begins. */
export interface Cut {
  readonly identities: readonly string[];
  readonly from: string;
}

/** Where shards were cut, for a later part of the run. */
export function cutsOf(shards: readonly Shard[]): readonly Cut[] {
  const seen = new Set<string>();
  return shards.map(({ identities, clusters }) => {
    const group = identities.join(' ');
    const isFirst = !seen.has(group);
    seen.add(group);
    return { identities, from: isFirst ? '' : (clusters[0]?.id ?? '') };
  });
}

/** Cuts the selected clusters into shards; excluded ones need no work and are left out. */
export function shardsOf(
  slices: readonly FleetSlice[],
  { select, shardSize }: Pick<RotationConfiguration, 'select' | 'shardSize'>,
  { known, without, cuts, ...run }: CutOptions,
): readonly Shard[] {
  const parts = slices.flatMap(({ identities, clusters, records }) => {
    const keys = identities.map(({ key }) => key);
    const chosen = clusters
      .filter((cluster) => isSelected(cluster, select) && !without.has(cluster.id))
      .toSorted(byId);
    const groups = cuts === undefined ? chunks(chosen, shardSize) : alongCuts(chosen, keys, cuts);
    return groups.map((part) => ({
      identities: keys,
      clusters: part,
      records: part.flatMap(({ id }) => (records?.byCluster.get(id) ?? []).map(toShardRecord)),
      known: part.flatMap(({ id }) => identities.flatMap(({ name }) => toShardKnown(known, id, name))),
    }));
  });
  const whole = parts.map((part) => ({ ...run, ...part, index: 0, of: 0 }));
  const shards = cuts === undefined ? whole.flatMap(withinLimit) : whole;
  return shards.map((shard, index) => ({ ...shard, index, of: shards.length }));
}

function alongCuts(
  sorted: readonly Cluster[],
  keys: readonly string[],
  cuts: readonly Cut[],
): readonly (readonly Cluster[])[] {
  const own = cuts.filter(({ identities }) => identities.join(' ') === keys.join(' '));
  return own.map(({ from }, index) => {
    const end = own[index + 1]?.from;
    return sorted.filter(({ id }) => id >= from && (end === undefined || id < end));
  });
}

function toShardKnown(known: KnownCredentials, clusterId: string, identity: string): readonly ShardKnown[] {
  const each = known.get(`${clusterId}/${identity}`);
  return each === undefined ? [] : [{ ...each, clusterId, identity }];
}

/**
 * The canaries of a fleet: a few of every account's clusters, chosen anew every day, so that no region or account is
 * always first. As many in total as a shard; later parts of a run have the same.
 */
export function canariesOf(
  slices: readonly FleetSlice[],
  { select, shardSize }: Pick<RotationConfiguration, 'select' | 'shardSize'>,
  now: Date,
  chosenBefore: ReadonlySet<string> | null = null,
): readonly FleetSlice[] {
  const day = now.toISOString().slice(0, 10);
  const share = Math.max(1, Math.ceil(shardSize / Math.max(1, slices.length)));
  return slices.map((slice) => {
    if (chosenBefore !== null) {
      return { ...slice, clusters: slice.clusters.filter(({ id }) => chosenBefore.has(id)).toSorted(byId) };
    }
    const chosen = slice.clusters
      .filter((cluster) => isSelected(cluster, select))
      .map((cluster) => ({ cluster, order: stableFraction(`${day} ${cluster.id}`) }))
      .toSorted((left, right) => left.order - right.order)
      .slice(0, share);
    return { ...slice, clusters: chosen.map(({ cluster }) => cluster).toSorted(byId) };
  });
}

/** Halves what would not fit into an event. */
function withinLimit(shard: Shard): readonly Shard[] {
  if (Buffer.byteLength(encodeShard(shard)) <= eventBytes || shard.clusters.length <= 1) return [shard];
  const half = Math.ceil(shard.clusters.length / 2);
  return [shard.clusters.slice(0, half), shard.clusters.slice(half)]
    .map((clusters) => {
      const ids = new Set(clusters.map(({ id }) => id));
      const records = shard.records.filter(({ clusterId }) => ids.has(clusterId));
      return {
        ...shard,
        clusters,
        records,
        known: shard.known.filter(({ clusterId }) => ids.has(clusterId)),
      };
    })
    .flatMap(withinLimit);
}

function toShardRecord({ cluster, identity, notAfter, certificateState }: KubeconfigState): ShardRecord {
  return { clusterId: cluster.id, uid: identity.uid, notAfter, state: certificateState };
}

/** The records in the form an inventory reads; undefined if the shard has none. */
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
  return { byCluster, refusals: [] };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function byId(left: Cluster, right: Cluster): number {
  return left.id < right.id ? -1 : 1;
}
