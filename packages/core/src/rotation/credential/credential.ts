import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { isKeyPair } from '../../certificate/key-pair.js';
import type { SoundKubeconfig } from '../../fetch/issued-proof.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { CertificateFacts } from '../../words/certificate.js';
import { AckringError } from '../../words/errors.js';
import { belongsToOther } from '../../words/identity.js';
import { say } from '../../words/say.js';
import type { ApiServerTarget } from '../../words/target.js';

/** What one kubeconfig says about itself, without its key. */
export interface CredentialFacts {
  readonly certificate: CertificateFacts;
  /** The private key belongs to the certificate. */
  readonly keyMatches: boolean;
  readonly server: string;
  /** The cluster that its context names, as ACK's own contexts do (`<holder>-<cluster id>`); null if it names none. */
  readonly clusterId: string | null;
  /** SHA-256 of the authority it trusts, in lower-case hex; null if it trusts the system's. */
  readonly authority: string | null;
  /** The stored version's name, see `versionId`. */
  readonly version: string;
}

/** What a sink holds for one credential. */
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
 * The name of one stored version, at most 64 characters: the certificate's fingerprint, then the text's. KMS accepts
 * the same id with the same value, and refuses it with another value; so repeating a delivery is harmless, and a new
 * endpoint for the same certificate is a version of its own.
 */
function versionId(certificateSha256: string, kubeconfig: string): string {
  const textSha256 = createHash('sha256').update(kubeconfig).digest('hex');
  return `${certificateSha256.slice(0, 40)}-${textSha256.slice(0, 16)}`;
}

/** A kubeconfig's credential: its facts, and how to use it. `target` holds the private key: never log it. */
export type ReadCredential =
  | { readonly stored: Extract<StoredCredential, { kind: 'readable' }>; readonly target: ApiServerTarget }
  | { readonly stored: Exclude<StoredCredential, { kind: 'missing' }>; readonly target: null };

/** Reads the current context of a kubeconfig; an unusable one is `unreadable` with the reason, not thrown. */
export function readCredential(text: string): ReadCredential {
  try {
    return readUsable(text);
  } catch {
    return unreadable('it is not a kubeconfig with a client certificate');
  }
}

/** A kubeconfig that passed the door. `text` and `target` hold the private key: never log them. */
export interface FetchedCredential {
  readonly text: string;
  readonly facts: CredentialFacts;
  readonly target: ApiServerTarget;
}

/** A verified kubeconfig, read like stored copies, so that the two compare. */
export function fetchedCredential({ text }: Pick<SoundKubeconfig, 'text'>): FetchedCredential {
  const { stored, target } = readCredential(text);
  if (target !== null) return { text, facts: stored.facts, target };
  throw new AckringError('Internal', say('a sound kubeconfig does not read as one'), {
    remedy: say('Report this.'),
  });
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

const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const knownSchema = v.object({
  certificate: v.object({
    subject: v.object({ organizations: v.array(v.string()), commonName: v.string() }),
    uid: v.nullable(v.string()),
    issuedAt: v.nullable(instant),
    notBefore: instant,
    notAfter: instant,
    serial: v.string(),
    sha256: v.string(),
  }),
  keyMatches: v.boolean(),
  server: v.string(),
  clusterId: v.nullable(v.string()),
  authority: v.nullable(v.string()),
  version: v.string(),
});

/** What is known of a kubeconfig once nobody can read it back: its facts, which hold no key. */
export function knownOf(kubeconfig: string): string {
  const { stored } = readCredential(kubeconfig);
  return stored.kind === 'readable' ? JSON.stringify(stored.facts) : '';
}

/** The same as facts. */
export function readKnown(known: string): ReadCredential['stored'] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), knownSchema), known);
  return parsed.success ? { kind: 'readable', facts: parsed.output } : { kind: 'unreadable', problem: known };
}

function unreadable(problem: string): ReadCredential {
  return { stored: { kind: 'unreadable', problem }, target: null };
}

/**
 * The result of comparing a fetched credential with a stored one: `newer` and `replacement` are to be stored (a
 * replacement repairs a copy that is missing, unreadable or points elsewhere), `unchanged` is the same, and `older`
 * ends before a usable stored one.
 */
export type Proof = 'newer' | 'replacement' | 'unchanged' | 'older';

/**
 * Compares by serial and `notAfter`, never by assuming: the same call returns a new certificate inside the window and
 * the existing one outside it. A usable stored one is never replaced by one that ends earlier; `isRefused` says that
 * its API server refuses it, or that its address is none of the cluster's.
 */
export function proveNewer(fetched: CredentialFacts, stored: StoredCredential, isRefused = false): Proof {
  if (stored.kind !== 'readable') return 'replacement';
  const { facts } = stored;
  if (facts.version === fetched.version) return 'unchanged';
  // The same certificate in another text: another endpoint, another authority, a lost key.
  if (facts.certificate.sha256 === fetched.certificate.sha256) return 'replacement';
  if (isSupersededBy(fetched.certificate, facts.certificate)) return 'newer';
  // A name issued before the stored one's is dead since the revoke, however late its certificate ends.
  const isRevoked = isSupersededBy(facts.certificate, fetched.certificate);
  if (!isRevoked && fetched.certificate.notAfter > facts.certificate.notAfter) return 'newer';
  if (isRefused || !isOfUse(facts, fetched)) return 'replacement';
  return 'older';
}

/** A copy of another identity or cluster, or one that trusts a previous authority, works nowhere. */
function isOfUse(stored: CredentialFacts, fetched: CredentialFacts): boolean {
  if (!stored.keyMatches || belongsToOther(stored.certificate.uid, fetched.certificate.uid)) return false;
  return (
    !belongsToOther(stored.clusterId, fetched.clusterId) &&
    !belongsToOther(stored.authority, fetched.authority)
  );
}
