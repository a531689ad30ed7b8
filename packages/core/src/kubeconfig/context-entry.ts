import type { CertificateFacts, CredentialStatus } from '../words/certificate.js';
import type { Access } from '../words/endpoints.js';
import type { Sentence } from '../words/say.js';

/** The number in a common name is this certificate's own if it is close to its beginning. */
const issueToleranceMs = 3_600_000;

/**
 * When this certificate was issued. The number in its common name is the identity's: renewals and temporary
 * certificates keep it for years; in that case it is `notBefore`, which is five minutes early.
 */
export function certificateIssuedAt({
  issuedAt,
  notBefore,
}: Pick<CertificateFacts, 'issuedAt' | 'notBefore'>): Date {
  const isOwn = issuedAt !== null && Math.abs(issuedAt.getTime() - notBefore.getTime()) <= issueToleranceMs;
  return isOwn ? issuedAt : notBefore;
}

/** A context's credential. `problem` says why a certificate could not be read, never its bytes. */
export type Credential =
  | ({ readonly kind: 'certificate' } & CertificateFacts)
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** `issues`: what an ACK plug-in fetches; null for an unknown plug-in. */
  | {
      readonly kind: 'exec';
      readonly command: string;
      /** What kubectl starts, where that is Node and `command` our script. */
      readonly startedBy?: string;
      readonly issues: 'certificate' | 'token' | null;
    }
  | { readonly kind: 'authProvider'; readonly name: string }
  | { readonly kind: 'token' | 'basic' | 'none' };

/** The ACK cluster a context leads to, as far as its entries say. */
export interface AckOrigin {
  readonly clusterId: string;
  readonly region: string | null;
  readonly access: Access | null;
  /** The holder's uid. */
  readonly identity: string | null;
  /** The account that it was fetched from; absent if unknown. */
  readonly account?: string;
  /**
   * `owned`: from our extensions; otherwise inferred from names, a plug-in's arguments, the certificate or the
   * address.
   */
  readonly source: 'owned' | 'contextName' | 'plugin' | 'issuer' | 'serverAddress';
}

/** One context of the kubeconfig files, joined with its cluster and user. */
export interface ContextEntry {
  readonly file: string;
  readonly context: string;
  readonly cluster: string | null;
  readonly user: string | null;
  /** Where kubectl takes the cluster's and the user's entry from: often, not always, the context's own file. */
  readonly clusterFile: string | null;
  readonly userFile: string | null;
  readonly server: string | null;
  readonly namespace: string | null;
  readonly current: boolean;
  readonly credential: Credential;
  readonly status: CredentialStatus;
  /** Whole days, floored; null if the credential does not expire. */
  readonly daysLeft: number | null;
  readonly renewableFrom: Date | null;
  readonly ack: AckOrigin | null;
  /** What is wrong with the entry itself: a dangling cluster or user, verification switched off, … */
  readonly warnings: readonly Sentence[];
  /** Those of them that say whose entries kubectl takes for it instead: a verdict is on these. */
  readonly astray?: readonly Sentence[];
}

/**
 * A URL without the user name and password it may contain: it is shown, sorted and searched. As for kubectl, the last `@`
 * before the path ends them, and the scheme may be missing.
 */
export function withoutLogin<Url extends string | null>(url: Url): Url | string {
  return url?.includes('@') ? url.replace(/(^|\/\/)[^/?#]*@/, '$1REDACTED@') : url;
}
