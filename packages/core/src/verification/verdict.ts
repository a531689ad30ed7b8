import type { Judgement, Scope } from '../claims/accepted.js';
import type { Answers } from '../claims/answers.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerIdentity, ApiServerObservation } from '../machine/api-server/api.js';
import type { AuthenticatorState } from '../tokens/authenticator.js';
import type { RamToken } from '../tokens/token-text.js';
import { type CertificateFacts, isTemporary } from '../words/certificate.js';
import type { Cluster } from '../words/cluster.js';
import { type Access, hostOf } from '../words/endpoints.js';
import { type Sentence, say, toText } from '../words/say.js';
import { shell } from '../words/shell-word.js';

/** Why an API server did not accept a context. */
export type VerdictCause =
  | 'expired'
  | 'notYetValid'
  | 'revoked'
  | 'forbidden'
  | 'unauthorized'
  /** The cluster lacks the add-on that accepts RAM tokens. */
  | 'authenticatorMissing'
  | 'mappingsIgnored'
  /** It has it, but the RAM identity is not mapped. */
  | 'identityNotMapped'
  | 'wrongCertificateAuthority'
  | 'nameMismatch'
  | 'unreachable'
  | 'clockSkew'
  | 'execPluginMissing'
  | 'execPluginFailed'
  | 'untrusted'
  | 'credentialUnreadable'
  /** kubectl refuses the entries before it dials anything. */
  | 'refusedByKubectl'
  | 'dangling'
  | 'serverError'
  /** Nothing observed proves that it works, or that it does not. */
  | 'unknown';

/** The result of querying the API server. `remedy` is something to do now, ideally a command. */
export interface Verdict {
  readonly context: string;
  /** Of the context, if it is in one: those of several files may have one name. */
  readonly file?: string;
  readonly verdict: 'ok' | 'failed';
  /** What `ok` rests on; null if the API server was not asked. */
  readonly claim: Answers | null;
  readonly cause: VerdictCause | null;
  /** What was observed, in English; `said` is the same for people. */
  readonly detail: string;
  readonly remedy: string | null;
  readonly said?: Pick<Finding, 'detail' | 'remedy'>;
  readonly identity: ApiServerIdentity | null;
  readonly latencyMs: number | null;
  /** What the server's answers prove; null if it was not asked. */
  readonly evidence?: Judgement['kind'] | null;
  /** The rights that were seen for an accepted one. */
  readonly scope?: Scope | null;
  /** False if the context does not verify the server's certificate; null if it was not asked. */
  readonly isServerProven?: boolean | null;
  /** The server's own version, such as `1.37.2`, if it reported one. */
  readonly serverVersion?: string | null;
}

/** What is known when a verdict is made. */
export interface Evidence {
  readonly entry: ContextEntry;
  readonly observation: ApiServerObservation;
  /** What the observation proves. */
  readonly judgement: Judgement;
  readonly now: Date;
  /** The context's ACK cluster, if the fleet is known: it makes the remedies more precise. */
  readonly cluster?: Pick<Cluster, 'id' | 'name' | 'called' | 'type' | 'profile' | 'endpoints'> | null;
  /** The common name of this identity's current certificate by the cloud; a different one proves a revoke. */
  readonly currentCommonName?: string | null;
  /** The certificate from the entry's exec plug-in; null for none. */
  readonly fetched?: CertificateFacts | null;
  /** The RAM token presented to the server; null for none, or an unreadable one. */
  readonly token?: RamToken | null;
  /** The end that a JWT, such as a ServiceAccount's token, says of itself; null for any other credential. */
  readonly tokenEnds?: Date | null;
  /** Whether the cluster has the add-on that accepts RAM tokens, and heeds mappings; null if unknown. */
  readonly authenticator?: AuthenticatorState | null;
  /** False if the context does not verify the server's certificate: anybody may have answered. Default true. */
  readonly isServerProven?: boolean;
  /** Whom the user entry impersonates (`as`), null for nobody. */
  readonly impersonated?: string | null;
  /** The file is none of KUBECONFIG's: a command that is to find the context has to name it. Default false. */
  readonly isApart?: boolean;
}

/** A failure before it is linked to its context. */
export interface Finding {
  readonly cause: VerdictCause;
  readonly detail: Sentence;
  readonly remedy: Sentence | null;
}

/** The API server by its address, for people. */
export function hostText({ server }: ContextEntry): string | Sentence {
  return server !== null && URL.canParse(server) ? hostOf(server) : say('the API server');
}

/** The text of a verdict. */
export function saying(
  detail: Sentence,
  remedy: Sentence | null,
): Pick<Verdict, 'detail' | 'remedy' | 'said'> {
  return {
    detail: toText(detail),
    remedy: remedy === null ? null : toText(remedy),
    said: { detail, remedy },
  };
}

/** The option by which a command finds the context; none for the files of KUBECONFIG. */
export function fileFlag({
  entry,
  isApart = false,
}: Pick<Evidence, 'isApart'> & { readonly entry: Pick<ContextEntry, 'file'> }): readonly string[] {
  return isApart ? ['--kubeconfig', entry.file] : [];
}

/** What a command calls the context's cluster; null if it is not known to be one of ACK's. */
export function calledBy({ entry, cluster }: Pick<Evidence, 'entry' | 'cluster'>): string | null {
  return cluster?.called ?? cluster?.id ?? entry.ack?.clusterId ?? null;
}

/** The command that fetches this context's kubeconfig again, of the same kind. */
export function fetchCommand(
  { entry, cluster, isApart = false }: Pick<Evidence, 'entry' | 'cluster' | 'isApart'>,
  access?: Access,
): string {
  const called = calledBy({ entry, cluster: cluster ?? null });
  if (called === null) return 'ackring get CLUSTER';
  const way = access === undefined ? [] : ['--access', access];
  return shell`ackring get ${called} ${kindFlags(entry)} ${way} ${fileFlag({ entry, isApart })}`;
}

function kindFlags(entry: Evidence['entry']): readonly string[] {
  const { credential } = entry;
  if (credential.kind === 'exec' && credential.issues === 'token') return ['--token'];
  return isLongTerm(entry) ? ['--long-term'] : [];
}

function isLongTerm({ credential }: Evidence['entry']): boolean {
  return credential.kind === 'certificate' && !isTemporary(credential);
}
