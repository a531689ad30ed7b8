import { type Cluster, clusterKind } from '@ackring/core/cluster';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import { bestContext } from '../kubeconfigs.js';
import { sortItems } from '../sorting.js';

/** The fleet's clusters. */
export function clusterRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems([...state.fleet.clusters.values()], state.lists.clusters.sort, {
    columns: {
      name: ({ name }) => name,
      region: ({ region }) => region,
      kind: clusterKind,
      version: ({ version }) => version,
      state: (cluster) => cluster.state,
      life: ({ id }) => endOfKubeconfig(state, id),
    },
    tie: ({ name }) => name,
  });
  return sorted.map(searchable);
}

function searchable(cluster: Cluster): Searchable {
  const { id, name, region, version, state } = cluster;
  return { id, text: `${name} ${region} ${clusterKind(cluster)} ${version} ${state} ${id}` };
}

function endOfKubeconfig(state: AppState, clusterId: string): number | null {
  const credential = bestContext(state.kubeconfigs, clusterId)?.credential;
  return credential?.kind === 'certificate' ? credential.notAfter.getTime() : null;
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
