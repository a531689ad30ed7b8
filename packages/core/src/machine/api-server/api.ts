import type { ApiServerTarget } from '../../words/target.js';
import type { ProxyFailureCode } from '../proxy/tunnel.js';

/**
 * One answer to one request, as far as a judgement needs it. Only what a Kubernetes API server says in its own form
 * (JSON with `kind`) is `served`, `unauthorized`, `refused` or `absent`; a web page, a redirect or a proxy's answer
 * is `foreign`.
 */
export type ApiServerAnswer =
  | { readonly kind: 'served' }
  | { readonly kind: 'unauthorized' }
  /** `as`: the user named in the refusal; null if it names none. */
  | { readonly kind: 'refused'; readonly as: string | null }
  | { readonly kind: 'absent' }
  /** Temporarily not: 429, or an error of its own (5xx). `reason` is that of a Status. */
  | { readonly kind: 'busy'; readonly status: number; readonly reason: string | null }
  /** `status`: null if it is not HTTP, or longer than the limit. */
  | { readonly kind: 'foreign'; readonly status: number | null }
  /** Not asked, or no answer within the request's timeout. */
  | { readonly kind: 'silent' };

/**
 * Rights in one namespace beyond those that everybody has in every cluster: `some` is one's own, `everybodys` is
 * bound to everyone who is authenticated or has a certificate, `none` is the server's complete answer, `refused`
 * means that we may see neither its rules nor its pods, which says nothing, `unknown` that the server did not answer.
 */
export interface NamespaceRights {
  readonly namespace: string;
  readonly seen: 'some' | 'everybodys' | 'none' | 'refused' | 'unknown';
  /** Of what is everybody's: the groups to which the server says that it is bound, `system:authenticated` or others. */
  readonly boundTo?: readonly string[];
  /** What is one's own is only paths that belong to no namespace, such as `/metrics`. */
  readonly isOnPaths?: boolean;
  /** Another authorizer, such as a webhook, also decides, and does not list what it allows. */
  readonly isIncomplete: boolean;
  /** Each rule as text, sorted, including everybody's: a migration compares those of two names. */
  readonly rules: readonly string[];
}

/**
 * Which of the target's credentials the server could see: only the `certificate`, so that it can name nobody but its
 * subject; a certificate that was `withheld`, since the handshake requested none; or `other`: a token, impersonation,
 * or nothing.
 */
export type ShownCredential = 'certificate' | 'withheld' | 'other';

/** What an API server answered when asked who we are and what we may do; the judgement is made elsewhere. */
export type ApiServerObservation =
  | {
      readonly kind: 'answered';
      readonly shown: ShownCredential;
      /**
       * To SelfSubjectReview, in the newest version that the server has; `absent` before 1.26, for those who may ask.
       */
      readonly review: ApiServerAnswer;
      /** The user in the review; null if it was not served. */
      readonly identity: ApiServerIdentity | null;
      /** To the list of namespaces. */
      readonly namespaces: ApiServerAnswer;
      /** Whether the namespaces are listed by a right that everybody has. */
      readonly isListEverybodys: boolean;
      /** In the requested order; empty if one's own right lists the namespaces, unless `alsoRules`. */
      readonly rights: readonly NamespaceRights[];
      /** The server's own, such as `1.37.2`; null if unknown. */
      readonly version: string | null;
      readonly latencyMs: number;
      readonly serverTime: Date | null;
    }
  | {
      readonly kind: 'tls';
      readonly code: string;
      readonly presentedSans: readonly string[];
      readonly serverTime: Date | null;
    }
  /** `code` is the system's (ECONNREFUSED, ENOTFOUND, …), or one of ours below. */
  | { readonly kind: 'network'; readonly code: string | NetworkFailure }
  /** Key and certificate could not be loaded, or do not belong together. */
  | { readonly kind: 'credential'; readonly code: string };

/**
 * Failures without a system code. `CLEAR_TEXT`: plain http to another machine, to which nothing was sent.
 */
export type NetworkFailure =
  | 'CONNECT_TIMEOUT'
  | 'ANSWER_TIMEOUT'
  | ProxyFailureCode
  | 'INVALID_URL'
  | 'CLEAR_TEXT';

/** From SelfSubjectReview. */
export interface ApiServerIdentity {
  readonly username: string;
  readonly groups: readonly string[];
}

export interface WhoAmIOptions {
  /**
   * Timeout of each request: a slow server, or a caller with few rights, is not unreachable. At most seven times this
   * in total.
   */
  readonly timeoutMs: number;
  /** Namespaces to check rights in if no right of one's own lists them; default `default`, at most eight. */
  readonly namespaces?: readonly string[];
  /** Request the rules of each namespace even if one's own right lists the namespaces. */
  readonly alsoRules?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiServer {
  /** Never throws network errors: they are the observation. Throws Cancelled only. */
  whoAmI(target: ApiServerTarget, options: WhoAmIOptions): Promise<ApiServerObservation>;
}
