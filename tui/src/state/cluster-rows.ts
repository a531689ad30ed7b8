import { type Cluster, clusterKind } from '@ackring/core/cluster';
import type { AppState } from './app-state.js';
import { filteredIds, type Searchable } from './filter.js';
import { bestContext } from './kubeconfigs.js';
import { withRows } from './list.js';
import { compareNullable, compareText } from './sorting.js';

export type ClusterColumn = 'name' | 'region' | 'kind' | 'version' | 'state' | 'life';

const regionPrefix = 'region:';

/** The id of the row that speaks for a region which could not be asked. */
export function regionRowId(region: string): string {
  return regionPrefix + region;
}

/** The region a row speaks for, or null when the row is a cluster. */
export function regionOfRow(id: string): string | null {
  return id.startsWith(regionPrefix) ? id.slice(regionPrefix.length) : null;
}

/** The Clusters screen's rows made anew: after the fleet, the kubeconfigs or the sort changed. */
export function rebuildClusters(state: AppState): AppState {
  const rows = sorted(state, [...state.fleet.clusters.values()]).map(searchable);
  return filterClusters({ ...state, clusters: { ...state.clusters, rows } });
}

/** The rows the filter lets through; regions that failed are told of as long as nothing is sought. */
export function filterClusters(state: AppState): AppState {
  const { filter, list, rows } = state.clusters;
  const problems = filter === '' ? failedRegions(state).map(regionRowId) : [];
  const visible = [...filteredIds(filter, rows), ...problems];
  return { ...state, clusters: { ...state.clusters, list: withRows(list, visible) } };
}

function searchable(cluster: Cluster): Searchable {
  const { id, name, region, version, state } = cluster;
  return { id, text: `${name} ${region} ${clusterKind(cluster)} ${version} ${state} ${id}` };
}

function failedRegions({ fleet }: AppState): readonly string[] {
  return [...fleet.regions].filter(([, scan]) => scan.kind === 'failed').map(([region]) => region);
}

function sorted(state: AppState, clusters: readonly Cluster[]): readonly Cluster[] {
  const { column, isDescending } = state.clusters.sort;
  const direction = isDescending ? -1 : 1;
  if (column === 'life') return byLife(state, clusters, direction);
  const key = sortKeys[column];
  return [...clusters].sort((a, b) => compareText(key(a), key(b)) * direction || compareText(a.name, b.name));
}

const sortKeys: Readonly<Record<Exclude<ClusterColumn, 'life'>, (cluster: Cluster) => string>> = {
  name: ({ name }) => name,
  region: ({ region }) => region,
  kind: clusterKind,
  version: ({ version }) => version,
  state: ({ state }) => state,
};

function byLife(state: AppState, clusters: readonly Cluster[], direction: 1 | -1): readonly Cluster[] {
  const ends = new Map(clusters.map(({ id }) => [id, endOf(state, id)]));
  return [...clusters].sort(
    (a, b) =>
      compareNullable(ends.get(a.id) ?? null, ends.get(b.id) ?? null, direction) ||
      compareText(a.name, b.name),
  );
}

function endOf(state: AppState, clusterId: string): number | null {
  const credential = bestContext(state.kubeconfigs, clusterId)?.credential;
  return credential?.kind === 'certificate' ? credential.notAfter.getTime() : null;
}
