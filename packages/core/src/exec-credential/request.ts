import type { Access } from '../endpoints.js';
import type { ClusterRef } from '../ports.js';
import { fingerprint } from './fingerprint.js';

/** Everything that decides which certificate is the right one. */
export interface ExecCredentialRequest {
  /** Who calls, as far as it is known without asking the cloud: see `CredentialOrigin.caller`. */
  readonly caller: string;
  readonly cluster: ClusterRef;
  readonly access: Access;
  /** 15–4320. */
  readonly durationMinutes: number;
  /** Where ACK is asked: another cloud's answer is another credential. */
  readonly endpoint: string;
}

/**
 * The cache's name for a request. All of it counts: after a change of access key, cluster, access, duration
 * or endpoint the old certificate must not be handed out again.
 */
export function cacheKey(request: ExecCredentialRequest): string {
  const { caller, cluster, access, durationMinutes, endpoint } = request;
  const parts = [caller, cluster.region, cluster.id, access, durationMinutes, endpoint];
  return `${cacheScope(cluster.id)}${fingerprint(JSON.stringify(parts))}`;
}

/** What the names of a cluster's credentials in the cache begin with: a revoke forgets those. */
export function cacheScope(clusterId: string): string {
  return /^[\w-]{1,64}$/.test(clusterId) ? `${clusterId}.` : '';
}
