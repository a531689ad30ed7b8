import { AckringError, type Cluster, visible } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { widthOf } from '../../screen/drawing/line.js';
import { chosenClusterIds } from '../../screen/feature.js';
import type { Rows } from '../../screen/rows.js';
import { bestContext } from '../contexts/kubeconfigs.js';
import { contextId } from '../contexts/table.js';
import { detailOf, knownCluster } from './detail-answers.js';
import { aliasNames, favouriteIds } from './favourites.js';
import { type ClusterSurroundings, clusterTable } from './table.js';

/** The fleet's clusters. */
export function clusterRows(state: AppState): Rows {
  const { sort } = state.lists.clusters;
  return clusterTable.sorted([...state.fleet.clusters.values()], sort, clusterSurroundings(state));
}

/** Rows are stored in the state: they must not refer to the whole state, or each would keep the previous one alive. */
export function clusterSurroundings(state: AppState): ClusterSurroundings {
  const { kubeconfigs, clusterDetails } = state;
  const longestName = longestNameOf(state.fleet.clusters);
  const [favourites, aliases] = [favouriteIds(state), aliasNames(state)];
  return {
    longestName,
    isFavourite: (clusterId) => favourites.has(clusterId),
    alias: (clusterId) => aliases.get(clusterId) ?? null,
    held: (clusterId) => bestContext(kubeconfigs, clusterId),
    answer: (entry) => kubeconfigs.answers.get(contextId(entry)) ?? null,
    isCurrent: (clusterId) => kubeconfigs.byCluster.get(clusterId)?.some(({ current }) => current) ?? false,
    isRefused: (cluster) => detailOf({ clusterDetails }, cluster) instanceof AckringError,
  };
}

/** By the fleet, which is another one as soon as anything in it changes: each frame asks. */
const longestNames = new WeakMap<AppState['fleet']['clusters'], number>();

function longestNameOf(clusters: AppState['fleet']['clusters']): number {
  const known = longestNames.get(clusters);
  if (known !== undefined) return known;
  let longest = 0;
  for (const { name } of clusters.values()) longest = Math.max(longest, widthOf(visible(name)));
  longestNames.set(clusters, longest);
  return longest;
}

declare module '../../screen/overlay.js' {
  interface Subjects {
    readonly cluster: { readonly kind: 'cluster'; readonly id: string };
    readonly region: { readonly kind: 'region'; readonly id: string };
  }
}

const regionPrefix = 'region:';

/** Rows for the regions that could not be asked. */
export function failedRegionRows({ fleet }: AppState): readonly string[] {
  return [...fleet.regions]
    .filter(([, scan]) => scan.kind === 'failed')
    .map(([region]) => regionPrefix + region);
}

/** The region of a row, or null if the row is a cluster. */
export function regionOfRow(id: string): string | null {
  return id.startsWith(regionPrefix) ? id.slice(regionPrefix.length) : null;
}

/** The clusters of an action; on Expiry and Rotation, those of the selected rows. */
export function chosenClusters(state: AppState): readonly Cluster[] {
  return chosenClusterIds(state).flatMap((id) => knownCluster(state, id) ?? []);
}
