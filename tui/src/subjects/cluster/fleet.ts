import { isDeepStrictEqual } from 'node:util';
import { type FleetEvent, nearNames } from '@ackring/core/fleet';
import type { AckOrigin } from '@ackring/core/kubeconfig';
import {
  type AckringError,
  type Cluster,
  clusterKey,
  hubsPlace,
  listedIn,
  visible,
} from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { mostAlike } from '../../screen/fuzzy.js';
import { hint, refusedReadOnly } from '../../screen/notify.js';
import { type Step, step } from '../../screen/step.js';
import type { ProfileName, WhoseCluster } from '../../screen/world.js';

/** The result of one region in the running or last scan. */
export type RegionScan =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly clusters: number }
  | { readonly kind: 'failed'; readonly error: AckringError };

/** The known clusters, and how fresh they are. */
export interface FleetState {
  /** By `clusterKey`: their ids. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Which profile sees each cluster. */
  readonly owners: ReadonlyMap<string, ProfileName>;
  /** The account of each watched profile that has told it; empty if one is watched. */
  readonly accounts: ReadonlyMap<string, string>;
  /** By `regionKey`. */
  readonly regions: ReadonlyMap<string, RegionScan>;
  readonly isScanning: boolean;
  readonly scanStartedAt: Date | null;
  /** When the last complete scan ended, or when the cached fleet was seen; null before both. */
  readonly seenAt: Date | null;
  /** Ids of clusters from the cache that the scan has not confirmed yet. */
  readonly stale: ReadonlySet<string>;
  /** The user stopped the scan: its results stay, and the remaining regions can be asked. */
  readonly isStopped: boolean;
  /** The cloud has not listed the regions yet: some of those asked may not be the account's. */
  readonly areRegionsGuessed: boolean;
  /** What stopped the scan before any region could be asked. */
  readonly problem: AckringError | null;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly fleet: FleetState;
  }
}

export const emptyFleet: FleetState = {
  clusters: new Map(),
  owners: new Map(),
  accounts: new Map(),
  regions: new Map(),
  isScanning: false,
  areRegionsGuessed: false,
  scanStartedAt: null,
  seenAt: null,
  stale: new Set(),
  isStopped: false,
  problem: null,
};

/** A region's name, with the profile's if several are watched, since each sees regions of its own. */
export function regionKey(profile: ProfileName, region: string): string {
  return profile === null ? region : `${region} · ${profile}`;
}

/** What stands for a whole account that could not be asked, among its regions. */
export const wholeAccount = '*';

export function withCachedFleet(
  fleet: FleetState,
  profile: ProfileName,
  cached: readonly Cluster[],
  seenAt: Date,
): FleetState {
  const unknown = cached.filter(({ id }) => !fleet.clusters.has(id));
  if (fleet.regions.size > 0 || unknown.length === 0) return fleet;
  const own = unknown.map((cluster) => [cluster.id, ofAccount(cluster, fleet, profile)] as const);
  return {
    ...fleet,
    clusters: new Map([...fleet.clusters, ...own]),
    owners: new Map([...fleet.owners, ...unknown.map(({ id }) => [id, profile] as const)]),
    stale: new Set([...fleet.stale, ...unknown.map(({ id }) => id)]),
    // All of them are at least as new as the oldest.
    seenAt: fleet.seenAt !== null && fleet.seenAt < seenAt ? fleet.seenAt : seenAt,
  };
}

/** The cluster with its account, where several are watched. */
function ofAccount(cluster: Cluster, { accounts }: FleetState, profile: ProfileName): Cluster {
  if (profile === null) return cluster;
  return { ...cluster, account: { profile, id: accounts.get(profile) ?? null } };
}

/** Whose clusters those of a profile are. */
export function withAccount(fleet: FleetState, profile: ProfileName, id: string | null): FleetState {
  if (profile === null || id === null) return fleet;
  return { ...fleet, accounts: new Map(fleet.accounts).set(profile, id) };
}

/** A watched profile none of whose regions could be asked. */
export function accountFailed(fleet: FleetState, profile: ProfileName, error: AckringError): FleetState {
  const others = [...fleet.regions].filter(([key]) => !isOf(key, profile));
  return {
    ...fleet,
    regions: new Map([...others, [regionKey(profile, wholeAccount), { kind: 'failed', error }]]),
  };
}

function isOf(key: string, profile: ProfileName): boolean {
  return profile === null || key.endsWith(` · ${profile}`);
}

export function scanStarted(fleet: FleetState, now: Date): FleetState {
  return { ...fleet, isScanning: true, scanStartedAt: now, isStopped: false, problem: null };
}

export function scanStopped(fleet: FleetState): FleetState {
  return fleet.isScanning ? { ...fleet, isScanning: false, isStopped: true } : fleet;
}

/** Where a stopped scan continues; null for one from the beginning. */
export function regionsLeft(fleet: FleetState): readonly string[] | null {
  const { isStopped, areRegionsGuessed, regions } = fleet;
  if (!isStopped || areRegionsGuessed || regions.size === 0) return null;
  return [...regions].flatMap(([key, { kind }]) => (kind === 'asking' ? [key] : []));
}

/** `watched` are all profiles in their order: what several see is the first one's, whoever answers first. */
export function withFleetEvent(
  fleet: FleetState,
  profile: ProfileName,
  event: FleetEvent,
  watched: readonly ProfileName[] = [profile],
): FleetState {
  switch (event.kind) {
    case 'regions': {
      const told = new Set(event.answered);
      const asking = event.regions.map((id) => {
        const key = regionKey(profile, id);
        const known = told.has(id) ? fleet.regions.get(key) : undefined;
        return [key, known ?? { kind: 'asking' as const }] as const;
      });
      const others = [...fleet.regions].filter(([key]) => !isOf(key, profile));
      return {
        ...fleet,
        regions: new Map([...others, ...asking]),
        areRegionsGuessed: event.isGuessed === true,
      };
    }
    case 'failed':
      return withRegion(fleet, regionKey(profile, event.region), { kind: 'failed', error: event.error });
    case 'clusters':
      return withClusters(fleet, { profile, watched }, event.region, event.clusters);
  }
}

function withRegion(fleet: FleetState, key: string, scan: RegionScan): FleetState {
  return { ...fleet, regions: new Map(fleet.regions).set(key, scan) };
}

/**
 * A region's answer replaces everything known about it: what is gone there is gone here. A cluster that several
 * profiles of one account see is the first one's; clusters of one id in two accounts are two.
 */
function withClusters(
  fleet: FleetState,
  { profile, watched }: { readonly profile: ProfileName; readonly watched: readonly ProfileName[] },
  region: string,
  answer: readonly Cluster[],
): FleetState {
  const clusters = new Map(fleet.clusters);
  const owners = new Map(fleet.owners);
  const stale = new Set(fleet.stale);
  for (const [key, known] of fleet.clusters) {
    if (listedIn(known) !== region || owners.get(key) !== profile) continue;
    clusters.delete(key);
    owners.delete(key);
    stale.delete(key);
  }
  for (const listed of answer) {
    const other = clusters.get(listed.id);
    const own = ofAccount(listed, fleet, profile);
    const isTwin = other !== undefined && isOfAnother(other, own);
    const cluster = isTwin && own.account ? { ...own, account: { ...own.account, isTwin } } : own;
    const key = clusterKey(cluster);
    const owner = owners.get(key);
    const isTheirs = owner !== undefined && watched.indexOf(owner) < watched.indexOf(profile);
    if (isTheirs && !stale.has(key)) continue;
    const known = fleet.clusters.get(key);
    // Unchanged clusters stay the same object: what lists and filters derived from them stays valid.
    clusters.set(key, known !== undefined && isDeepStrictEqual(known, cluster) ? known : cluster);
    owners.set(key, profile);
    stale.delete(key);
  }
  const scan: RegionScan = { kind: 'answered', clusters: answer.length };
  return withRegion({ ...fleet, clusters, owners, stale }, regionKey(profile, region), scan);
}

/** Known to be of two accounts. */
function isOfAnother({ account: one }: Cluster, { account: other }: Cluster): boolean {
  return one?.id != null && other?.id != null && one.id !== other.id;
}

/**
 * What no region confirmed is dropped, unless its region could not be asked. If none could, nothing was seen: what
 * there is stays as old as it was.
 */
export function scanEnded(fleet: FleetState, now: Date): FleetState {
  const clusters = new Map(fleet.clusters);
  const stale = new Set(fleet.stale);
  for (const id of fleet.stale) {
    const profile = fleet.owners.get(id) ?? null;
    const known = clusters.get(id);
    const keys = [known === undefined ? '' : listedIn(known), wholeAccount].map((region) =>
      regionKey(profile, region),
    );
    if (keys.some((key) => fleet.regions.get(key)?.kind === 'failed')) continue;
    clusters.delete(id);
    stale.delete(id);
  }
  const seenAt = isSilent(fleet) ? (fleet.seenAt ?? now) : now;
  return { ...fleet, clusters, stale, isScanning: false, seenAt };
}

export function scanFailed(fleet: FleetState, problem: AckringError): FleetState {
  return { ...fleet, isScanning: false, problem };
}

/** Not one region could be asked. */
export function isSilent(fleet: FleetState): boolean {
  return fleet.regions.size > 0 && failedRegions(fleet) === fleet.regions.size;
}

export function answeredRegions({ regions }: FleetState): number {
  return [...regions].filter(([key, { kind }]) => kind !== 'asking' && isRegion(key)).length;
}

export function regionCount({ regions }: FleetState): number {
  return [...regions.keys()].filter(isRegion).length;
}

function isRegion(key: string): boolean {
  const [place = ''] = key.split(' · ');
  return place !== wholeAccount && place !== hubsPlace;
}

export function failedRegions(fleet: FleetState): number {
  return [...fleet.regions.values()].filter(({ kind }) => kind === 'failed').length;
}

/** By id or name. */
export function clustersNamed({ fleet }: AppState, word: string): readonly Cluster[] {
  const byId = fleet.clusters.get(word);
  return byId === undefined ? [...fleet.clusters.values()].filter(({ name }) => name === word) : [byId];
}

/** Acts on the one cluster that is called so, or refuses: in read-only mode, and where none or several are. */
export function onCluster(state: AppState, word: string, act: (cluster: Cluster) => Step): Step {
  const { reasons } = messagesIn(state.language).removal;
  const refusal = refusedReadOnly(state);
  if (refusal !== null) return refusal;
  const [cluster, ...others] = clustersNamed(state, word);
  if (cluster === undefined) return noClusterNamed(state, word);
  return others.length > 0 ? step(hint(state, 'warn', reasons.manyNamed(word))) : act(cluster);
}

/** A line has no room for more. */
const mostSimilar = 3;

/** With the names that are similar: what the word finds in a filter, else what may be mistyped. */
export function noClusterNamed(state: AppState, word: string): Step {
  const { reasons } = messagesIn(state.language).removal;
  const all = [...state.fleet.clusters.values()];
  const found = mostAlike(all, ({ name }) => name, word).map(({ name }) => name);
  const similar = [...new Set(found.length > 0 ? found : nearNames(all, word))]
    .slice(0, mostSimilar)
    .map(visible);
  return step(hint(state, 'warn', reasons.noClusterNamed(word, similar)));
}

/** The profile that asks for a cluster: of its own account, whatever another one has under the same id. */
export function ownerOf({ owners, accounts }: FleetState, { id, account }: WhoseCluster): ProfileName {
  const owner = owners.get(id) ?? null;
  const own = account?.id ?? null;
  if (account?.profile !== undefined) return account.profile;
  if (own === null || (owner !== null && accounts.get(owner) === own)) return owner;
  return [...accounts].find(([, each]) => each === own)?.[0] ?? owner;
}

/** The cluster that a context leads to: not one of another account with its id. */
export function clusterOfContext(
  { clusters }: FleetState,
  { clusterId, account }: Pick<AckOrigin, 'clusterId' | 'account'>,
): Cluster | undefined {
  const cluster = clusters.get(`${account}/${clusterId}`) ?? clusters.get(clusterId);
  const known = cluster?.account?.id ?? null;
  return known === null || account === undefined || known === account ? cluster : undefined;
}
