import type { ContextEntry } from '../kubeconfig/context-entry.js';

/**
 * The common name that the cloud gave last to the holder of an entry's certificate, as far as other local
 * kubeconfigs tell: a revoke changes the name, a renewal keeps it, so that a later one proves the revoke. Null
 * where nothing later is known, which proves nothing.
 */
export function laterName(entry: ContextEntry, others: readonly ContextEntry[]): string | null {
  const own = namedIn(entry);
  if (own === null) return null;
  const later = others
    .map(namedIn)
    .filter((other) => other !== null)
    .filter(({ uid, clusterId }) => uid === own.uid && clusterId === own.clusterId)
    .filter(({ issuedAt }) => issuedAt > own.issuedAt)
    .toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
  return later[0]?.commonName ?? null;
}

function namedIn({ credential, ack }: ContextEntry) {
  if (credential.kind !== 'certificate' || ack === null) return null;
  const { uid, issuedAt, subject } = credential;
  if (uid === null || issuedAt === null) return null;
  return { uid, issuedAt, commonName: subject.commonName, clusterId: ack.clusterId };
}
