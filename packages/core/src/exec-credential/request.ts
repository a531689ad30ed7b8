import type { Access } from '../cluster.js';
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
  return fnv1a(JSON.stringify(parts)).toString(16).padStart(16, '0');
}

/**
 * FNV-1a, 64 bits: enough to tell one user's few requests apart. Nobody gains by making two meet, since who
 * writes the user's configuration may ask for any credential anyway; and Node takes 3 ms to load its own hashes.
 */
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
