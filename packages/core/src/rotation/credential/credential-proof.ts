import { belongsToOther } from '../../words/identity.js';
import { type CredentialFacts, isSupersededBy, type StoredCredential } from './credential.js';

/**
 * What comparing a fetched credential with a stored one shows: `newer` and `replacement` are to be stored
 * (a replacement mends a copy that is missing, unreadable or points elsewhere), `unchanged` is the same, and `older`
 * ends before a stored one that is of use.
 */
export type Proof = 'newer' | 'replacement' | 'unchanged' | 'older';

/**
 * Compares by serial and `notAfter`, never by assuming: the same call gives a new certificate inside the
 * window and the existing one outside it. A stored one that is of use never gives way to one that ends earlier;
 * `isRefused` says that its API server refuses it, or that its address is none of the cluster's.
 */
export function proveNewer(fetched: CredentialFacts, stored: StoredCredential, isRefused = false): Proof {
  if (stored.kind !== 'readable') return 'replacement';
  const { facts } = stored;
  if (facts.version === fetched.version) return 'unchanged';
  // The same certificate in another text: another endpoint, another authority, a lost key.
  if (facts.certificate.sha256 === fetched.certificate.sha256) return 'replacement';
  if (isSupersededBy(fetched.certificate, facts.certificate)) return 'newer';
  // A name given before the stored one's is dead since the revoke, however late its certificate ends.
  const isRevoked = isSupersededBy(facts.certificate, fetched.certificate);
  if (!isRevoked && fetched.certificate.notAfter > facts.certificate.notAfter) return 'newer';
  if (isRefused || !isOfUse(facts, fetched)) return 'replacement';
  return 'older';
}

/** Another's, another cluster's, or one that trusts another authority than the cluster has now works nowhere. */
function isOfUse(stored: CredentialFacts, fetched: CredentialFacts): boolean {
  if (!stored.keyMatches || belongsToOther(stored.certificate.uid, fetched.certificate.uid)) return false;
  return (
    !belongsToOther(stored.clusterId, fetched.clusterId) &&
    !belongsToOther(stored.authority, fetched.authority)
  );
}
