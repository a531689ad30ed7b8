import { AckringError, type Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { chosenClusterIds } from '../../screen/feature.js';
import type { Rows } from '../../screen/rows.js';
import { bestContext } from '../contexts/kubeconfigs.js';
import { detailOf, knownCluster } from './detail-answers.js';
import { type ClusterSurroundings, clusterTable } from './table.js';

/** The fleet's clusters. */
export function clusterRows(state: AppState): Rows {
  const { sort } = state.lists.clusters;
  return clusterTable.sorted([...state.fleet.clusters.values()], sort, clusterSurroundings(state));
}

/** Rows are kept with the state: what they know of it must not be the whole, or each would keep the one before it. */
export function clusterSurroundings({ kubeconfigs, clusterDetails }: AppState): ClusterSurroundings {
  return {
    held: (clusterId) => bestContext(kubeconfigs, clusterId),
    isCurrent: (clusterId) => kubeconfigs.byCluster.get(clusterId)?.some(({ current }) => current) ?? false,
    isRefused: (cluster) => detailOf({ clusterDetails }, cluster) instanceof AckringError,
  };
}

declare module '../../screen/overlay.js' {
  interface Subjects {
    readonly cluster: { readonly kind: 'cluster'; readonly id: string };
    readonly region: { readonly kind: 'region'; readonly id: string };
  }
}

const regionPrefix = 'region:';

/** Rows that speak for the regions which could not be asked. */
export function failedRegionRows({ fleet }: AppState): readonly string[] {
  return [...fleet.regions]
    .filter(([, scan]) => scan.kind === 'failed')
    .map(([region]) => regionPrefix + region);
}

/** The region a row speaks for, or null when the row is a cluster. */
export function regionOfRow(id: string): string | null {
  return id.startsWith(regionPrefix) ? id.slice(regionPrefix.length) : null;
}

/** The clusters an action is for; on Expiry and Rotation, those of the chosen rows. */
export function chosenClusters(state: AppState): readonly Cluster[] {
  return chosenClusterIds(state).flatMap((id) => knownCluster(state, id) ?? []);
}
