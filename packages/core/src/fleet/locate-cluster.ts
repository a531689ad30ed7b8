import type { Cluster, ClusterDetail, ClusterRef } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { findCluster } from './find-cluster.js';
import type { FleetCache } from './fleet-cache.js';
import type { FleetEvent } from './scan.js';
import { wholeFleet } from './whole-fleet.js';

export interface LocatePorts {
  readonly cache: Pick<FleetCache, 'read'>;
  /** Empty for all. */
  readonly regions: () => Promise<readonly string[]>;
  describe(cluster: ClusterRef, signal: AbortSignal | undefined): Promise<ClusterDetail>;
  scan(options: { signal?: AbortSignal }): AsyncIterable<FleetEvent>;
}

/**
 * The cluster with this id or name, from its own detail. An id with a region known from the last scan costs one call
 * instead of one per region. Throws ClusterNotFound, ClusterAmbiguous or ClusterNotSeen.
 */
export async function locateCluster(
  idOrName: string,
  ports: LocatePorts,
  signal: AbortSignal | undefined,
): Promise<ClusterDetail> {
  return (
    (await findByKnownPlace(idOrName, ports, signal)) ??
    ports.describe(await findByScan(idOrName, ports, signal), signal)
  );
}

async function findByKnownPlace(
  id: string,
  { cache, regions, describe }: LocatePorts,
  signal: AbortSignal | undefined,
): Promise<ClusterDetail | null> {
  if (!/^c[0-9a-f]{32}$/.test(id)) return null;
  const known = (await cache.read())?.clusters.find((cluster) => cluster.id === id);
  const chosen = await regions();
  if (known === undefined || (chosen.length > 0 && !chosen.includes(known.region))) return null;
  try {
    return await describe(known, signal);
  } catch (error) {
    // Gone, or not ours to describe: the scan decides.
    const isElsewhere =
      error instanceof AckringError && ['ClusterNotFound', 'Forbidden'].includes(error.code);
    if (isElsewhere) return null;
    throw error;
  }
}

async function findByScan(
  idOrName: string,
  { scan }: LocatePorts,
  signal: AbortSignal | undefined,
): Promise<Cluster> {
  const { clusters, unread } = await wholeFleet(scan(signal === undefined ? {} : { signal }));
  return findCluster(clusters, idOrName, unread);
}
