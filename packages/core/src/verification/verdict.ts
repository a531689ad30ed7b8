import type { ApiServerIdentity } from '../ports.js';
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
  /** One sentence for people: what was seen. */
  readonly detail: string;
  readonly remedy: string | null;
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
