import { type Cluster, clusterKind } from '@ackring/core/cluster';
import { preferredEndpoint } from '@ackring/core/endpoints';
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

/** `pub prv`, with a dash where an endpoint is absent, and a question mark where nobody has asked. */
export function accessText({ endpoints }: Pick<Cluster, 'endpoints'>): string {
  if (endpoints === null) return '?';
  return `${endpoints.public.length === 0 ? '–  ' : 'pub'} ${endpoints.private.length === 0 ? '–' : 'prv'}`;
}

export function clusterTable(clusters: readonly Cluster[], maxWidth: number): string {
  return table(columns, clusters, maxWidth);
}

/** The `clusters` contract. */
export function clusterToJson(cluster: Cluster): Record<string, unknown> {
  const { id, name, region, type, profile, spec, state, version, created, tags, vpcId: vpc } = cluster;
  const endpoints = endpointsToJson(cluster);
  return { id, name, region, type, profile, spec, state, version, endpoints, created, tags, vpc };
}

/** The preferred one of each kind and all of them; null as a whole where they are not known. */
function endpointsToJson({ endpoints }: Pick<Cluster, 'endpoints'>) {
  if (endpoints === null) return null;
  const [open, inner] = [preferredEndpoint(endpoints, 'public'), preferredEndpoint(endpoints, 'private')];
  return { public: open, private: inner, all: endpoints };
}
