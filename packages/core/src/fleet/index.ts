// The clusters of every region.

export { inOrderOf } from '../cloud/concurrently.js';
export { inClusterOrder } from './ask-each.js';
export type { DirectoryNow, KnownDirectory } from './directory.js';
export { clustersCalled, findCluster, nearNames } from './find-cluster.js';
export type { CachedFleet } from './fleet-cache.js';
export { knownRegions } from './known-regions.js';
export { accountsAtOnce, type FleetSource, type ManyAccounts, readAccounts } from './many-accounts.js';
export type { DescribeEvent, FleetEvent, KubeconfigStatesEvent } from './scan.js';
export { type WholeFleet, wholeFleet } from './whole-fleet.js';
