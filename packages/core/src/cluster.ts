/** Which of a cluster's two API server endpoints a kubeconfig dials. */
export type Access = 'private' | 'public';

/** What a user may ask for: `auto` takes the public endpoint when there is one, else the private one. */
export type AccessChoice = Access | 'auto';

/** The API server's URLs; null where the cloud reports none (an empty public one means: no EIP). */
export interface Endpoints {
  readonly public: string | null;
  readonly private: string | null;
}

/**
 * One ACK cluster as the fleet list reports it. `type`, `profile`, `spec` and `state` are the cloud's own
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
  readonly endpoints: Endpoints;
  readonly created: Date | null;
  readonly tags: Readonly<Record<string, string>>;
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
  if (cluster.profile === 'Serverless') return 'serverless';
  if (cluster.profile === 'Edge') return 'edge';
  if (cluster.profile === 'Lingjun') return 'lingjun';
  return 'managed';
}

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

/** False for the states in which no API server answers; a state we do not know is taken as serving. */
export function isServing(state: string): boolean {
  return !statesWithoutApiServer.has(state);
}

/** The access to use, or null when the cluster has no endpoint of the kind asked for. */
export function resolveAccess(endpoints: Endpoints, choice: AccessChoice): Access | null {
  if (choice !== 'auto') return endpoints[choice] === null ? null : choice;
  if (endpoints.public !== null) return 'public';
  return endpoints.private === null ? null : 'private';
}
