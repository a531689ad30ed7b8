import type { Access } from '../endpoints.js';
import type { ClusterRef } from '../ports.js';

/** Everything that decides which certificate is the right one. */
export interface ExecCredentialRequest {
  /** Who calls, as far as it is known without asking the cloud: never a secret, see `callerId`. */
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
  const text = Buffer.from(JSON.stringify(parts));
  const hash = [0x811c9dc5, 0x9747b28c].map((start) => fnv1a(text, start)).join('');
  return `${cacheScope(cluster.id)}${hash}`;
}

/** What the names of a cluster's credentials in the cache begin with: a revoke forgets those. */
export function cacheScope(clusterId: string): string {
  return /^[\w-]{1,64}$/.test(clusterId) ? `${clusterId}.` : '';
}

/**
 * FNV-1a, 32 bits, from two starts: enough to tell one user's few requests apart. Nobody gains by making two
 * meet, since who writes the user's configuration may ask for any credential anyway; and Node takes 3 ms to load
 * its own hashes.
 */
function fnv1a(text: Uint8Array, start: number): string {
  let hash = start;
  for (const byte of text) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
