import type { CertificateFacts } from '../../kubeconfig/context-entry.js';
import { isTemporary } from '../../renewal-window.js';
import { belongsToOther } from '../inventory/held.js';
import type { CredentialFacts, StoredCredential } from './credential.js';

/** Why a fetched kubeconfig must not be stored. */
export type ProofFailure =
  | 'keyMismatch'
  | 'identityMismatch'
  | 'clusterMismatch'
  | 'expired'
  | 'notYetValid'
  | 'temporary'
  | 'olderThanStored';

/**
 * What comparing a fetched credential with a stored one shows: `newer` and `replacement` are to be stored
 * (a replacement mends a copy that is missing, unreadable or points elsewhere), `unchanged` is the same.
 */
export type Proof =
  | { readonly kind: 'newer' | 'replacement' | 'unchanged' }
  | { readonly kind: 'refused'; readonly failure: ProofFailure };

/** Clocks of the cloud and of ours may be this far apart before a certificate counts as not yet valid. */
const clockToleranceMs = 10 * 60_000;

/** Whether the fetched credential is sound in itself, whatever is stored. */
export function proveSound(
  fetched: CredentialFacts,
  expected: { readonly uid: string | null; readonly clusterId: string; readonly now: Date },
): Proof | null {
  const { uid, now } = expected;
  const { certificate } = fetched;
  if (!fetched.keyMatches) return refused('keyMismatch');
  if (belongsToOther(certificate.uid, uid)) return refused('identityMismatch');
  if (belongsToOther(fetched.clusterId, expected.clusterId)) return refused('clusterMismatch');
  if (now > certificate.notAfter) return refused('expired');
  if (certificate.notBefore.getTime() - now.getTime() > clockToleranceMs) return refused('notYetValid');
  if (isTemporary(certificate)) return refused('temporary');
  return null;
}

/**
 * Compares by serial and `notAfter`, never by assuming: the same call gives a new certificate inside the
 * window and the existing one outside it. A stored one that is of use never gives way to one that ends earlier;
 * `isRefused` says that its API server refuses it, or that its address is none of the cluster's.
 */
export function proveNewer(fetched: CredentialFacts, stored: StoredCredential, isRefused = false): Proof {
  if (stored.kind !== 'readable') return { kind: 'replacement' };
  const { facts } = stored;
  if (facts.version === fetched.version) return { kind: 'unchanged' };
  // The same certificate in another text: another endpoint, another authority, a lost key.
  if (facts.certificate.sha256 === fetched.certificate.sha256) return { kind: 'replacement' };
  if (isSupersededBy(fetched.certificate, facts.certificate)) return { kind: 'newer' };
  // A name given before the stored one's is dead since the revoke, however late its certificate ends.
  const isRevoked = isSupersededBy(facts.certificate, fetched.certificate);
  if (!isRevoked && fetched.certificate.notAfter > facts.certificate.notAfter) return { kind: 'newer' };
  if (isRefused || !isOfUse(facts, fetched)) return { kind: 'replacement' };
  return refused('olderThanStored');
}

/** Another's, another cluster's, or one that trusts another authority than the cluster has now works nowhere. */
function isOfUse(stored: CredentialFacts, fetched: CredentialFacts): boolean {
  if (!stored.keyMatches || belongsToOther(stored.certificate.uid, fetched.certificate.uid)) return false;
  return (
    !belongsToOther(stored.clusterId, fetched.clusterId) &&
    !belongsToOther(stored.authority, fetched.authority)
  );
}

/**
 * A revoke gives the identity another name, issued later, and with it the usual life: what was stored is dead
 * however late it ends. A renewal keeps the name.
 */
export function isSupersededBy(fetched: CertificateFacts, stored: CertificateFacts): boolean {
  if (fetched.uid === null || fetched.uid !== stored.uid) return false;
  if (fetched.issuedAt === null || stored.issuedAt === null) return false;
  return fetched.issuedAt > stored.issuedAt;
}

function refused(failure: ProofFailure): Proof {
  return { kind: 'refused', failure };
}
