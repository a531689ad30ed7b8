import type { Cluster } from '@ackring/core/cluster';
import type { AckringError } from '@ackring/core/errors';
import type { FleetEvent } from '@ackring/core/fleet/events';

/** What became of one region in the scan that runs or ran last. */
export type RegionScan =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly clusters: number }
  | { readonly kind: 'failed'; readonly error: AckringError };

/** The clusters known, and how fresh that knowledge is. */
export interface FleetState {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly regions: ReadonlyMap<string, RegionScan>;
  readonly isScanning: boolean;
  /** When the last complete scan ended, or when the cached fleet was seen; null before both. */
  readonly seenAt: Date | null;
  /** Cluster ids shown from the cache and not yet confirmed by the scan. */
  readonly stale: ReadonlySet<string>;
  /** What stopped the scan before any region could be asked. */
  readonly problem: AckringError | null;
}

export const emptyFleet: FleetState = {
  clusters: new Map(),
  regions: new Map(),
  isScanning: false,
  seenAt: null,
  stale: new Set(),
  problem: null,
};

export function withCachedFleet(fleet: FleetState, cached: readonly Cluster[], seenAt: Date): FleetState {
  if (fleet.clusters.size > 0) return fleet;
  return {
    ...fleet,
    clusters: new Map(cached.map((cluster) => [cluster.id, cluster])),
    stale: new Set(cached.map(({ id }) => id)),
    seenAt,
  };
}

export function scanStarted(fleet: FleetState): FleetState {
  return { ...fleet, isScanning: true, problem: null };
}

export function withFleetEvent(fleet: FleetState, event: FleetEvent): FleetState {
  switch (event.kind) {
    case 'regions':
      return { ...fleet, regions: new Map(event.regions.map((id) => [id, { kind: 'asking' }])) };
    case 'failed':
      return withRegion(fleet, event.region, { kind: 'failed', error: event.error });
    case 'clusters':
      return withClusters(fleet, event.region, event.clusters);
  }
}

function withRegion(fleet: FleetState, region: string, scan: RegionScan): FleetState {
  return { ...fleet, regions: new Map(fleet.regions).set(region, scan) };
}

/** A region's answer replaces all that was known of it: what is gone there is gone here. */
function withClusters(fleet: FleetState, region: string, answer: readonly Cluster[]): FleetState {
  const clusters = new Map(fleet.clusters);
  const stale = new Set(fleet.stale);
  for (const [id, known] of fleet.clusters) {
    if (known.region !== region) continue;
    clusters.delete(id);
    stale.delete(id);
  }
  for (const cluster of answer) clusters.set(cluster.id, cluster);
  return withRegion({ ...fleet, clusters, stale }, region, { kind: 'answered', clusters: answer.length });
}

/** What no region confirmed is dropped, unless its region could not be asked. */
export function scanEnded(fleet: FleetState, now: Date): FleetState {
  const clusters = new Map(fleet.clusters);
  const stale = new Set(fleet.stale);
  for (const id of fleet.stale) {
    const region = clusters.get(id)?.region ?? '';
    if (fleet.regions.get(region)?.kind === 'failed') continue;
    clusters.delete(id);
    stale.delete(id);
  }
  return { ...fleet, clusters, stale, isScanning: false, seenAt: now };
}

export function scanFailed(fleet: FleetState, problem: AckringError): FleetState {
  return { ...fleet, isScanning: false, problem };
}

export function answeredRegions(fleet: FleetState): number {
  return [...fleet.regions.values()].filter(({ kind }) => kind !== 'asking').length;
}
