import { isDeepStrictEqual } from 'node:util';
import type { FleetEvent } from '@ackring/core/fleet';
import type { AckringError, Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import type { ProfileName } from '../../screen/world.js';

/** The result of one region in the running or last scan. */
export type RegionScan =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly clusters: number }
  | { readonly kind: 'failed'; readonly error: AckringError };

/** The known clusters, and how fresh they are. */
export interface FleetState {
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Which profile sees each cluster. */
  readonly owners: ReadonlyMap<string, ProfileName>;
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
  regions: new Map(),
  isScanning: false,
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

export function withCachedFleet(
  fleet: FleetState,
  profile: ProfileName,
  cached: readonly Cluster[],
  seenAt: Date,
): FleetState {
  const unknown = cached.filter(({ id }) => !fleet.clusters.has(id));
  if (fleet.regions.size > 0 || unknown.length === 0) return fleet;
  return {
    ...fleet,
    clusters: new Map([...fleet.clusters, ...unknown.map((cluster) => [cluster.id, cluster] as const)]),
    owners: new Map([...fleet.owners, ...unknown.map(({ id }) => [id, profile] as const)]),
    stale: new Set([...fleet.stale, ...unknown.map(({ id }) => id)]),
    seenAt,
  };
}

export function scanStarted(fleet: FleetState, now: Date): FleetState {
  return { ...fleet, isScanning: true, scanStartedAt: now, isStopped: false, problem: null };
}

export function scanStopped(fleet: FleetState): FleetState {
  return fleet.isScanning ? { ...fleet, isScanning: false, isStopped: true } : fleet;
}

/** Where a stopped scan continues; null for one from the beginning. */
export function regionsLeft({ isStopped, regions }: FleetState): readonly string[] | null {
  if (!isStopped || regions.size === 0) return null;
  return [...regions].flatMap(([key, { kind }]) => (kind === 'asking' ? [key] : []));
}

export function withFleetEvent(fleet: FleetState, profile: ProfileName, event: FleetEvent): FleetState {
  switch (event.kind) {
    case 'regions': {
      const asking = event.regions.map((id) => [regionKey(profile, id), { kind: 'asking' }] as const);
      const others = [...fleet.regions].filter(([key]) => profile !== null && !key.endsWith(` · ${profile}`));
      return { ...fleet, regions: new Map([...others, ...asking]) };
    }
    case 'failed':
      return withRegion(fleet, regionKey(profile, event.region), { kind: 'failed', error: event.error });
    case 'clusters':
      return withClusters(fleet, profile, event.region, event.clusters);
  }
}

function withRegion(fleet: FleetState, key: string, scan: RegionScan): FleetState {
  return { ...fleet, regions: new Map(fleet.regions).set(key, scan) };
}

/**
 * A region's answer replaces everything known about it: what is gone there is gone here. A cluster that several
 * profiles see stays with the one that has it.
 */
function withClusters(
  fleet: FleetState,
  profile: ProfileName,
  region: string,
  answer: readonly Cluster[],
): FleetState {
  const clusters = new Map(fleet.clusters);
  const owners = new Map(fleet.owners);
  const stale = new Set(fleet.stale);
  for (const [id, known] of fleet.clusters) {
    if (known.region !== region || owners.get(id) !== profile) continue;
    clusters.delete(id);
    owners.delete(id);
    stale.delete(id);
  }
  for (const cluster of answer) {
    const known = fleet.clusters.get(cluster.id);
    // Unchanged clusters stay the same object: what lists and filters derived from them stays valid.
    clusters.set(cluster.id, known !== undefined && isDeepStrictEqual(known, cluster) ? known : cluster);
    if (!owners.has(cluster.id)) owners.set(cluster.id, profile);
    stale.delete(cluster.id);
  }
  const scan: RegionScan = { kind: 'answered', clusters: answer.length };
  return withRegion({ ...fleet, clusters, owners, stale }, regionKey(profile, region), scan);
}

/**
 * What no region confirmed is dropped, unless its region could not be asked. If none could, nothing was seen: what
 * there is stays as old as it was.
 */
export function scanEnded(fleet: FleetState, now: Date): FleetState {
  const clusters = new Map(fleet.clusters);
  const stale = new Set(fleet.stale);
  for (const id of fleet.stale) {
    const key = regionKey(fleet.owners.get(id) ?? null, clusters.get(id)?.region ?? '');
    if (fleet.regions.get(key)?.kind === 'failed') continue;
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

export function answeredRegions(fleet: FleetState): number {
  return [...fleet.regions.values()].filter(({ kind }) => kind !== 'asking').length;
}

export function failedRegions(fleet: FleetState): number {
  return [...fleet.regions.values()].filter(({ kind }) => kind === 'failed').length;
}

/** By id or name. */
export function clustersNamed({ fleet }: AppState, word: string): readonly Cluster[] {
  const byId = fleet.clusters.get(word);
  return byId === undefined ? [...fleet.clusters.values()].filter(({ name }) => name === word) : [byId];
}
