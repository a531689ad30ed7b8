import type { ClusterRecord } from '../world/cluster.js';

/**
 * Whether a cluster answers as kube-apiserver 1.24.17 does, where that differs from 1.37.2: those up to 1.26.
 * Only the two were recorded; what lies between is taken for the newer.
 */
export function hasOldManners(cluster: Pick<ClusterRecord, 'version'>): boolean {
  return Number(cluster.version.split('.')[1] ?? 0) <= 26;
}
