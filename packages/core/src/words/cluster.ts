import type { Endpoints } from './endpoints.js';

/**
 * One ACK cluster as the list of its region reports it. `type`, `profile`, `spec` and `state` are the cloud's own
 * words; values this program does not know survive unchanged.
 */
export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly type: string;
  readonly profile: string;
  readonly spec: string;
  readonly state: string;
  readonly version: string;
  /** Null until its detail was asked for: the list has none (DescribeClustersForRegion, 2026-05). */
  readonly endpoints: Endpoints | null;
  readonly created: Date | null;
  /** When the cloud last changed it; null where the list does not tell. */
  readonly updated: Date | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The network its private endpoint is in; null where the list does not tell. */
  readonly vpcId: string | null;
}

export type ClusterKind =
  | 'managed'
  | 'dedicated'
  | 'serverless'
  | 'edge'
  | 'lingjun'
  | 'registered'
  | 'unknown';

/** The kind people speak of, from the API's `cluster_type` and `profile`. */
export function clusterKind(cluster: Pick<Cluster, 'type' | 'profile'>): ClusterKind {
  if (cluster.type === 'Kubernetes') return 'dedicated';
  if (cluster.type === 'ExternalKubernetes') return 'registered';
  if (cluster.type !== 'ManagedKubernetes') return 'unknown';
  return managedKinds[cluster.profile.toLowerCase()] ?? 'managed';
}

/** Without case: the list says `LingJun`, the detail `Lingjun`. */
const managedKinds: Partial<Record<string, ClusterKind>> = {
  serverless: 'serverless',
  edge: 'edge',
  lingjun: 'lingjun',
};

const statesWithoutApiServer: ReadonlySet<string> = new Set([
  'deleting',
  'deleted',
  'delete_failed',
  'failed',
  'waiting',
  'disconnected',
  'initial',
  'create_timeout',
  'unavailable',
]);

/** False for the states in which no API server answers, in any case; one we do not know is taken as serving. */
export function isServing(state: string): boolean {
  return !statesWithoutApiServer.has(state.toLowerCase());
}

export interface Region {
  readonly id: string;
  readonly name: string;
}

/** Names one cluster for the API: the region decides which endpoint is asked. */
export interface ClusterRef {
  readonly id: string;
  readonly region: string;
}

/** A cluster whose endpoints are known. */
export interface DescribedCluster extends Cluster {
  readonly endpoints: Endpoints;
}

/** A cluster with what only its own page knows. */
export interface ClusterDetail extends DescribedCluster {
  /** Names and addresses added to the API server's certificate. */
  readonly extraSans: readonly string[];
}
