import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerIdentity, ApiServerObservation } from '../machine/api-server/api.js';
import { type CertificateFacts, isTemporary } from '../words/certificate.js';
import type { Cluster } from '../words/cluster.js';
import type { Access } from '../words/endpoints.js';
import { type Sentence, say, told } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { Judgement, Scope } from './judgement.js';

/** Why an API server did not accept a context. */
export type VerdictCause =
  | 'expired'
  | 'notYetValid'
  | 'revoked'
  | 'forbidden'
  | 'unauthorized'
  | 'wrongCertificateAuthority'
  | 'nameMismatch'
  | 'unreachable'
  | 'clockSkew'
  | 'execPluginMissing'
  | 'execPluginFailed'
  | 'untrusted'
  | 'credentialUnreadable'
  | 'dangling'
  | 'serverError'
  /** Nothing that was seen proves anything: neither that it works nor that it does not. */
  | 'unknown';

/** What asking the API server showed. `remedy` is something to do now, best a command. */
export interface Verdict {
  readonly context: string;
  readonly verdict: 'ok' | 'failed';
  readonly cause: VerdictCause | null;
  /** What was seen, in English; `said` is the same for people. */
  readonly detail: string;
  readonly remedy: string | null;
  readonly said?: Pick<Finding, 'detail' | 'remedy'>;
  readonly identity: ApiServerIdentity | null;
  readonly latencyMs: number | null;
  /** What the server's answers prove; null where none was asked. */
  readonly evidence?: Judgement['kind'] | null;
  /** How far the rights of an accepted one were seen. */
  readonly scope?: Scope | null;
  /** False where the context lets the server's certificate pass unchecked; null where none was asked. */
  readonly isServerProven?: boolean | null;
  /** The server's own version, such as `1.37.2`, where it told one. */
  readonly serverVersion?: string | null;
}

/** What is known when a verdict is made. */
export interface Evidence {
  readonly entry: ContextEntry;
  readonly observation: ApiServerObservation;
  /** What the observation proves. */
  readonly judgement: Judgement;
  readonly now: Date;
  /** The ACK cluster the context leads to, where the fleet is known: it sharpens the remedies. */
  readonly cluster?: Pick<Cluster, 'id' | 'name' | 'type' | 'profile' | 'endpoints'> | null;
  /** The common name of the certificate the cloud holds for this identity now; another one proves a revocation. */
  readonly currentCommonName?: string | null;
  /** The certificate that the entry's exec plug-in gave; null for none. */
  readonly fetched?: CertificateFacts | null;
  /** False where the context lets the server's certificate pass unchecked: anybody may have answered. Default true. */
  readonly isServerProven?: boolean;
  /** Whom the user entry acts as (`as`), null for nobody but itself. */
  readonly impersonated?: string | null;
}

/** A failure before it is tied to its context. */
export interface Finding {
  readonly cause: VerdictCause;
  readonly detail: Sentence;
  readonly remedy: Sentence | null;
}

/** The API server by its address, for people. */
export function hostOf({ server }: ContextEntry): string | Sentence {
  return server !== null && URL.canParse(server) ? new URL(server).host : say('the API server');
}

/** What a verdict says of itself. */
export function saying(
  detail: Sentence,
  remedy: Sentence | null,
): Pick<Verdict, 'detail' | 'remedy' | 'said'> {
  return { detail: told(detail), remedy: remedy === null ? null : told(remedy), said: { detail, remedy } };
}

/** The command that fetches this context's kubeconfig anew, of the same kind. */
export function fetchCommand(
  { entry, cluster }: Pick<Evidence, 'entry' | 'cluster'>,
  access?: Access,
): string {
  const id = cluster?.id ?? entry.ack?.clusterId;
  if (id === undefined) return 'ackring get CLUSTER';
  const longTerm = isLongTerm(entry) ? ['--long-term'] : [];
  const way = access === undefined ? [] : ['--access', access];
  return shell`ackring get ${id} ${longTerm} ${way}`;
}

function isLongTerm({ credential }: Evidence['entry']): boolean {
  return credential.kind === 'certificate' && !isTemporary(credential);
}
