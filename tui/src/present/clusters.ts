import { type Cluster, clusterKind } from '@ackring/core/cluster';
import { type Column, table } from './table.js';

const columns: readonly Column<Cluster>[] = [
  { title: 'NAME', text: (cluster) => cluster.name },
  { title: 'REGION', text: (cluster) => cluster.region },
  { title: 'KIND', text: (cluster) => clusterKind(cluster) },
  { title: 'VERSION', text: (cluster) => cluster.version.replace(/-aliyun.*$/, '') },
  { title: 'STATE', text: (cluster) => cluster.state },
  { title: 'ACCESS', text: accessText },
  { title: 'ID', text: (cluster) => cluster.id },
];

/** `pub prv`, with a dash where an endpoint is absent. */
export function accessText({ endpoints }: Pick<Cluster, 'endpoints'>): string {
  return `${endpoints.public === null ? '–  ' : 'pub'} ${endpoints.private === null ? '–' : 'prv'}`;
}

export function clusterTable(clusters: readonly Cluster[], maxWidth: number): string {
  return table(columns, clusters, maxWidth);
}

/** The `clusters` contract. */
export function clusterToJson(cluster: Cluster): Record<string, unknown> {
  const { id, name, region, type, profile, spec, state, version, endpoints, created, tags } = cluster;
  return { id, name, region, type, profile, spec, state, version, endpoints, created, tags };
}
