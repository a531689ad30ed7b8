import { type Cluster, clusterKind } from '@ackring/core/cluster';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import { bestContext } from '../kubeconfigs.js';
import { inOrderOf, sortItems } from '../sorting.js';

/** The fleet's clusters. */
export function clusterRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems(byName(state.fleet.clusters), state.lists.clusters.sort, {
    columns: {
      name: nameOf,
      region: ({ region }) => region,
      kind: clusterKind,
      version: ({ version }) => version,
      state: (cluster) => cluster.state,
      life: ({ id }) => endOfKubeconfig(state, id),
    },
    tie: nameOf,
  });
  return sorted.map(searchable);
}

function nameOf({ name }: Cluster): string {
  return name;
}

/** By the fleet they are of: sorting by another column starts from here. */
const ordered = new WeakMap<object, readonly Cluster[]>();

function byName(clusters: ReadonlyMap<string, Cluster>): readonly Cluster[] {
  const known = ordered.get(clusters);
  if (known !== undefined) return known;
  const named = inOrderOf([...clusters.values()], nameOf);
  ordered.set(clusters, named);
  return named;
}

/** A cluster's row stays the same object while the cluster does, so that the filter need not read it again. */
const rows = new WeakMap<Cluster, Searchable>();

function searchable(cluster: Cluster): Searchable {
  const known = rows.get(cluster);
  if (known !== undefined) return known;
  const { id, name, region, version, state } = cluster;
  const row = { id, text: `${name} ${region} ${clusterKind(cluster)} ${version} ${state} ${id}` };
  rows.set(cluster, row);
  return row;
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
