// The clusters of every region.

export { findCluster, type UnreadRegion } from './find-cluster.js';
export type { CachedFleet } from './fleet-cache.js';
export { knownRegions } from './known-regions.js';
export type { FleetEvent, KubeconfigStatesEvent } from './scan.js';
