import type { ApiServerIdentity } from '../ports.js';

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
  | 'serverError';

/** What asking the API server showed. `remedy` is something to do now, best a command. */
export interface Verdict {
  readonly context: string;
  readonly verdict: 'ok' | 'failed';
  readonly cause: VerdictCause | null;
  /** One sentence for people: what was seen. */
  readonly detail: string;
  readonly remedy: string | null;
  readonly identity: ApiServerIdentity | null;
  readonly latencyMs: number | null;
}
