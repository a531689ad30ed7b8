import { collected } from '../../cloud/concurrently.js';
import type { Cluster } from '../../words/cluster.js';
import { toAckringError } from '../../words/errors.js';
import { identityName, type RotationConfiguration } from '../configuration/configuration.js';
import { isSelected } from '../configuration/selection.js';
import { isOnlyWatched } from '../ledger/condition.js';
import { hiderIn } from '../ledger/fold.js';
import { placeKey } from '../ledger/place.js';
import type { Standing, Standings } from '../ledger/standing.js';
import { isTurn } from '../policy/spread.js';
import type { RotationFailure } from '../report/report.js';
import type { WatchReason } from '../subject/subject.js';
import type { FleetSlice, IdentityAccess } from './fleet-slice.js';

/** What the ledger owes and nobody renews: selection decides what is renewed, never what is watched. */
export interface Watched {
  readonly reason: WatchReason | 'ClusterExcluded';
  readonly cluster: Cluster;
  /** `self`, the role's name, or the uid. */
  readonly identity: string;
  /** The one place it is about; null for all of its credential's. */
  readonly left: { readonly key: string; readonly sink: string; readonly place: string | null } | null;
}

export interface WatchSources {
  readonly standings: Standings;
  readonly slices: readonly FleetSlice[];
  readonly failures: readonly RotationFailure[];
  readonly configuration: RotationConfiguration;
  readonly identities: readonly IdentityAccess[];
  /** The configuration's, by name. */
  readonly sinks: readonly string[];
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What is owed beside the listed, selected clusters, and the clusters that no list has although the cloud knows them by
 * their id: those are renewed like the others. A cluster is gone only when the cloud says so to the identity that had a
 * credential for it.
 */
export async function watchLedger(sources: WatchSources): Promise<{
  readonly watched: readonly Watched[];
  readonly slices: readonly FleetSlice[];
}> {
  const { slices, configuration } = sources;
  const listed = new Map(slices.flatMap(({ clusters }) => clusters).map((each) => [each.id, each]));
  // A configuration that selects nothing hides nothing from the watch: the lists are there.
  const hider = hiderIn(sources.failures.filter(({ what }) => what !== 'selection'));
  const owed = [...sources.standings.values()].filter(isOwed).filter((each) => hider(each) === undefined);
  const judged = await collected(owed, configuration.concurrency, (standing) =>
    judge(standing, listed.get(standing.clusterId) ?? null, sources),
  );
  const found = new Map(judged.flatMap(({ found }) => (found === null ? [] : [[found.cluster.id, found]])));
  return {
    watched: judged.flatMap(({ watched }) => watched ?? []),
    slices: slices.map((slice) => ({ ...slice, clusters: [...slice.clusters, ...foundIn(slice, found)] })),
  };
}

type Found = { readonly cluster: Cluster; readonly identity: IdentityAccess };

function foundIn({ identities }: FleetSlice, found: ReadonlyMap<string, Found>): readonly Cluster[] {
  return [...found.values()].flatMap(({ cluster, identity }) =>
    identities.includes(identity) ? [cluster] : [],
  );
}

type Owed = Standing & Record<'clusterId' | 'region', string>;

function isOwed(standing: Standing): standing is Owed {
  const { condition, holder, goneBecause, dismissed, places, clusterId, region } = standing;
  if (condition === null || holder !== null || goneBecause !== null || dismissed !== null) return false;
  if (clusterId === null || region === null) return false;
  return places.length > 0 || condition.heldUntil !== null;
}

/** The place that was left is one of its credential's again: that is looked at there. */
function isBack(
  { clusterId, identity, left, places }: Standing,
  { sinks, standings }: WatchSources,
): boolean {
  const [only] = places;
  if (left === null || only === undefined || !sinks.includes(only.sink)) return false;
  const own = standings.get(`${clusterId}/${identity}`)?.places ?? [];
  return only.place === null || own.some((place) => placeKey(place) === left);
}

const nothing: Judged = { watched: null, found: null };

interface Judged {
  readonly watched: Watched | null;
  readonly found: Found | null;
}

async function judge(standing: Owed, listed: Cluster | null, sources: WatchSources): Promise<Judged> {
  const { configuration, identities, signal } = sources;
  const watched = (reason: Watched['reason'], cluster: Cluster): Judged => ({
    watched: { reason, cluster, identity: standing.identity ?? '', left: leftOf(standing) },
    found: null,
  });
  const isConfigured = configuration.identities.some((each) => identityName(each) === standing.identity);
  const reason = standing.left !== null ? 'PlaceLeft' : isConfigured ? null : 'HolderNotConfigured';
  if (listed !== null) {
    const isRenewed = isSelected(listed, configuration.select);
    if (isRenewed && isConfigured && isBack(standing, sources)) return nothing;
    if (reason !== null) return watched(reason, listed);
    return isRenewed ? nothing : watched('ClusterExcluded', listed);
  }
  const remembered = rememberedCluster(standing);
  const identity = identities.find(({ name }) => name === standing.identity);
  if (identity === undefined || !isAskedToday(standing, sources.now)) {
    return watched(reason ?? knownReason(standing), remembered);
  }
  try {
    const cluster = await identity.ack.describeCluster(remembered, signal);
    const isScanned = configuration.regions?.includes(cluster.region) ?? true;
    const isRenewed = isScanned && isSelected(cluster, configuration.select);
    if (isRenewed && isConfigured && isBack(standing, sources)) return nothing;
    if (reason !== null) return watched(reason, cluster);
    // As a list shows it: whoever needs its endpoints asks for them.
    if (isRenewed) return { watched: null, found: { cluster: { ...cluster, endpoints: null }, identity } };
    return watched('ClusterExcluded', cluster);
  } catch (error) {
    const isGone = toAckringError(error).code === 'ClusterNotFound';
    return watched(isGone ? 'ClusterGone' : (reason ?? 'ClusterNotListed'), remembered);
  }
}

/** What is watched already is asked about once a week: a fleet may have left by thousands. */
const askDays = 7;

function isAskedToday({ condition, clusterId }: Owed, now: Date): boolean {
  const isKnown = condition !== null && isOnlyWatched(condition);
  return !isKnown || isTurn(clusterId, askDays, now);
}

function knownReason({ condition }: Standing): Watched['reason'] {
  return condition?.reason === 'ClusterExcluded' ? 'ClusterExcluded' : 'ClusterNotListed';
}

function leftOf({ left, places }: Standing): Watched['left'] {
  const [only] = places;
  return left === null || only === undefined ? null : { key: left, sink: only.sink, place: only.place };
}

function rememberedCluster({ clusterId: id, cluster, region }: Owed): Cluster {
  const unsaid = {
    type: '',
    profile: '',
    spec: '',
    version: '',
    endpoints: null,
    created: null,
    updated: null,
  };
  return {
    ...unsaid,
    id,
    name: cluster ?? id,
    region,
    state: 'unknown',
    tags: {},
    vpcId: null,
  };
}
