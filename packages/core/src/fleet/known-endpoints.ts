import type { Cluster } from '../cluster.js';

/** Endpoints as they were learnt, and of which state of the cluster. */
export type KnownEndpoints = Pick<Cluster, 'endpoints' | 'updated'>;

/**
 * A cluster as it is listed now, with the endpoints that were learnt of it before, as long as the cloud says that
 * nothing of it was changed since. Whether every change of an endpoint moves `updated` is not documented: what is
 * acted on is asked for anew all the same.
 */
export function withKnownEndpoints(listed: Cluster, known: KnownEndpoints | undefined): Cluster {
  if (listed.endpoints !== null || known === undefined || known.endpoints === null) return listed;
  const isUnchanged = listed.updated !== null && listed.updated.getTime() === known.updated?.getTime();
  return isUnchanged ? { ...listed, endpoints: known.endpoints } : listed;
}
