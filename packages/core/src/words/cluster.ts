import type { Endpoints } from './endpoints.js';

/**
 * One ACK cluster as its region's list reports it. `type`, `profile`, `spec` and `state` are the cloud's own words;
 * values unknown to this program pass through unchanged.
 */
export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly type: string;
  readonly profile: string;
  readonly spec: string;
  readonly state: string;
  readonly version: string;
  /** Null until its detail is read: the list has none (DescribeClustersForRegion, 2026-05). */
  readonly endpoints: Endpoints | null;
  readonly created: Date | null;
  /** When the cloud last changed it; null when the list does not say. */
  readonly updated: Date | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The network of its private endpoint; null when the list does not say. */
  readonly vpcId: string | null;
  /** Whose it is, where the fleet is of several accounts. */
  readonly account?: ClusterAccount | undefined;
  /** Its name, where no other cluster that was seen has it: see `wordFor`. */
  readonly called?: string | undefined;
  /** `account/region`, where several accounts were looked through for it, or its own was named. */
  readonly foundIn?: string | undefined;
  /** When it was last seen, where its account or region did not answer now; what it says is as old as that. */
  readonly asOf?: Date | undefined;
}

/** An account, by the profile of the Alibaba Cloud CLI that it is reached by. */
export interface ClusterAccount {
  readonly profile: string;
  /** Null if it could not be asked for. */
  readonly id: string | null;
  /** A cluster of another account has the same id, and is meant by the id alone. */
  readonly isTwin?: true;
}

/** How a cluster is called among those of several accounts: by its id, which the cloud gives once. */
export function clusterKey(cluster: Pick<Cluster, 'id' | 'account'>): string {
  return cluster.account?.isTwin ? clusterPlace(cluster) : cluster.id;
}

/**
 * What a command to be typed calls a cluster: its name, where that is known to be no other's; else its id. With the
 * account and region that it was found in.
 */
export function wordFor({ id, called, foundIn }: Pick<Cluster, 'id' | 'called' | 'foundIn'>): string {
  return withPlace(foundIn, called ?? id);
}

/** Its name, with the account and region that it was found in. */
export function fullName({ name, foundIn }: Pick<Cluster, 'name' | 'foundIn'>): string {
  return withPlace(foundIn, name);
}

/** What may be typed to confirm a change of a cluster: it names the account, where the cluster was found in one of several. */
export function confirmations({
  id,
  name,
  foundIn,
}: Pick<Cluster, 'id' | 'name' | 'foundIn'>): readonly string[] {
  return [withPlace(foundIn, name), withPlace(foundIn, id)];
}

function withPlace(place: string | undefined, word: string): string {
  return place === undefined ? word : `${place}/${word}`;
}

/** The name of a cluster among these, if a command can call it by that; undefined otherwise. */
export function calledAmong(
  { name }: Pick<Cluster, 'name'>,
  clusters: readonly Pick<Cluster, 'name'>[],
): string | undefined {
  const isUnique = clusters.filter((each) => each.name === name).length === 1;
  return isUnique && /^\w/.test(name) ? name : undefined;
}

/** Tells a cluster from one of another account that has its id. */
export function clusterPlace({ id, account }: Pick<Cluster, 'id' | 'account'>): string {
  return account === undefined ? id : `${account.id ?? account.profile}/${id}`;
}

/** By region, name and id: the order of every list of clusters, whichever region answered first. */
export function byPlace(a: Cluster, b: Cluster): number {
  return (
    a.region.localeCompare(b.region, 'en') ||
    a.name.localeCompare(b.name, 'en') ||
    a.id.localeCompare(b.id, 'en')
  );
}

const sorted = new WeakMap<ReadonlyMap<string, Cluster>, readonly Cluster[]>();

/** The clusters of a map that is never changed, by place: sorted once, since each frame may ask. */
export function clustersByPlace(clusters: ReadonlyMap<string, Cluster>): readonly Cluster[] {
  const list = sorted.get(clusters) ?? [...clusters.values()].sort(byPlace);
  sorted.set(clusters, list);
  return list;
}

const statesWithoutApiServer: ReadonlySet<string> = new Set([
  'deleting',
  'deleted',
  'delete_failed',
  'failed',
  'waiting',
  'disconnected',
  'initial',
  'create_timeout',
  'unavailable',
]);

/** False for the states in which no API server answers, whatever their case; an unknown state counts as serving. */
export function isServing(state: string): boolean {
  return !statesWithoutApiServer.has(state.toLowerCase());
}

/** Whether it goes, or is gone: no API server of it will answer again. */
export function isBeingDeleted({ state }: Pick<Cluster, 'state'>): boolean {
  return ['deleting', 'deleted'].includes(state.toLowerCase());
}

export interface Region {
  readonly id: string;
  readonly name: string;
}

/** Identifies one cluster for the API: the region selects the endpoint to call. */
export interface ClusterRef {
  readonly id: string;
  readonly region: string;
  /** As of `Cluster`, where it is known. */
  readonly type?: string | undefined;
  readonly called?: string | undefined;
  readonly foundIn?: string | undefined;
  readonly account?: ClusterAccount | undefined;
}

/** A cluster whose endpoints are known. */
export interface DescribedCluster extends Cluster {
  readonly endpoints: Endpoints;
}

/** A cluster with the facts that only its detail has. */
export interface ClusterDetail extends DescribedCluster {
  /** Extra names and addresses in the API server's certificate. */
  readonly extraSans: readonly string[];
  /** Null while its service accounts cannot sign in to the cloud. */
  readonly rrsa: Rrsa | null;
}

/** RAM roles for service accounts: the identity provider that RAM has for a cluster. */
export interface Rrsa {
  /** Such as `acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1`. */
  readonly provider: string;
  /** Who signs its service accounts' tokens: a URL. */
  readonly issuer: string;
  /** Whom such a token has to be for. */
  readonly audience: string;
}
