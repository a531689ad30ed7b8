import { createHash } from 'node:crypto';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { isKeyPair } from '../../certificate/key-pair.js';
import type { SoundKubeconfig } from '../../fetch/issued-proof.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { CertificateFacts } from '../../words/certificate.js';
import { AckringError } from '../../words/errors.js';
import { belongsToOther } from '../../words/identity.js';
import type { ApiServerTarget } from '../../words/target.js';

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

/**
 * The name of one stored version, at most 64 characters: the certificate's fingerprint, then the text's.
 * KMS takes the same id with the same value as done, and refuses it with another value; so repeating a
 * delivery is harmless, and a new endpoint for the same certificate is a version of its own.
 */
function versionId(certificateSha256: string, kubeconfig: string): string {
  const textSha256 = createHash('sha256').update(kubeconfig).digest('hex');
  return `${certificateSha256.slice(0, 40)}-${textSha256.slice(0, 16)}`;
}

/** A kubeconfig's credential: its facts, and how to use it. `target` holds the private key: never log it. */
interface ReadCredential {
  readonly stored: Exclude<StoredCredential, { kind: 'missing' }>;
  readonly target: ApiServerTarget | null;
}

/** Reads the current context of a kubeconfig; what cannot be used is `unreadable` with the reason, not thrown. */
export function readCredential(text: string): ReadCredential {
  try {
    return readUsable(text);
  } catch {
    return unreadable('it is not a kubeconfig with a client certificate');
  }
}

/** A kubeconfig that came through the door. `text` and `target` hold the private key: never log them. */
export interface FetchedCredential {
  readonly text: string;
  readonly facts: CredentialFacts;
  readonly target: ApiServerTarget;
}

/** A sound kubeconfig, read as stored copies are, so that the two compare. */
export function fetchedCredential({ text }: Pick<SoundKubeconfig, 'text'>): FetchedCredential {
  const { stored, target } = readCredential(text);
  if (stored.kind === 'readable' && target !== null) return { text, facts: stored.facts, target };
  throw new AckringError('Internal', 'a sound kubeconfig does not read as one', { remedy: 'Report this.' });
}

function readUsable(text: string): ReadCredential {
  const kubeconfig = readKubeconfig(text, { file: 'kubeconfig' });
  if (kubeconfig.currentContext === null) return unreadable('it has no current context');
  const target = apiServerTarget(kubeconfig, kubeconfig.currentContext);
  const { clientCertificate, clientKey } = target;
  if (clientCertificate === null || clientKey === null) return unreadable('it has no client certificate');
  const certificate = readCertificateFacts(clientCertificate);
  const version = versionId(certificate.sha256, text);
  const facts = {
    certificate,
    keyMatches: isKeyPair(clientCertificate, clientKey),
    server: target.server,
    clusterId: /-(c[0-9a-f]{32})$/.exec(kubeconfig.currentContext)?.[1] ?? null,
    authority: fingerprint(target.certificateAuthority),
    version,
  };
  return { stored: { kind: 'readable', facts }, target };
}

function fingerprint(authority: string | null): string | null {
  return authority === null ? null : createHash('sha256').update(authority.trim()).digest('hex');
}

function unreadable(problem: string): ReadCredential {
  return { stored: { kind: 'unreadable', problem }, target: null };
}

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
