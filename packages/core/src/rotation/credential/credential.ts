import type { CertificateFacts } from '../../kubeconfig/context-entry.js';

/** What one kubeconfig shows about itself, without its key. */
export interface CredentialFacts {
  readonly certificate: CertificateFacts;
  /** The private key belongs to the certificate. */
  readonly keyMatches: boolean;
  readonly server: string;
  /** The cluster that its context names, as ACK's own contexts do (`<holder>-<cluster id>`); null where none is named. */
  readonly clusterId: string | null;
  /** SHA-256 of the authority it trusts, in lower-case hex; null where it trusts the system's. */
  readonly authority: string | null;
  /** The stored version's name, see version-id.ts. */
  readonly version: string;
}

/** What a sink holds for one credential when it is looked at. */
export type StoredCredential =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'readable'; readonly facts: CredentialFacts };

/** The part of a credential that reports show. */
export interface CredentialSummary {
  readonly notAfter: string;
  readonly serial: string;
  readonly server: string;
}

export function summarize(facts: CredentialFacts): CredentialSummary {
  return {
    notAfter: facts.certificate.notAfter.toISOString(),
    serial: facts.certificate.serial,
    server: facts.server,
  };
}

/**
 * Whether a later certificate of the same identity shows that an earlier one is dead, however late that one ends: a
 * revoke gives the identity another name, issued later, and a renewal keeps the name.
 */
export function isSupersededBy(later: CertificateFacts, earlier: CertificateFacts): boolean {
  if (later.uid === null || later.uid !== earlier.uid) return false;
  if (later.issuedAt === null || earlier.issuedAt === null) return false;
  return later.issuedAt > earlier.issuedAt;
}
