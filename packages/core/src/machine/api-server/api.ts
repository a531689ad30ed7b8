import type { ApiServerTarget } from '../../words/target.js';

/**
 * One answer to one request, as far as a judgement needs it. Only what a Kubernetes API server says in its own form
 * (JSON with `kind`) is `served`, `unauthorized`, `refused` or `absent`; a page, a redirect or a proxy's word is
 * `foreign`.
 */
export type ApiServerAnswer =
  | { readonly kind: 'served' }
  | { readonly kind: 'unauthorized' }
  /** `as`: whom the refusal's text names; null where it names nobody. */
  | { readonly kind: 'refused'; readonly as: string | null }
  | { readonly kind: 'absent' }
  /** It would not now: 429, or an error of its own (5xx). `reason` is that of a Status. */
  | { readonly kind: 'busy'; readonly status: number; readonly reason: string | null }
  /** `status`: null for what is no HTTP, or an answer longer than is read. */
  | { readonly kind: 'foreign'; readonly status: number | null }
  /** Not asked, or no answer within the bound of the request. */
  | { readonly kind: 'silent' };

/**
 * What may be done in one namespace beyond what everybody may in every cluster: `some` is one's own, `everybodys` is
 * bound to all who are authenticated or have a certificate, `none` is the server's whole word, `refused` is that
 * neither its rules nor its pods are told to us, which is no word at all, `unknown` that the server could not be heard.
 */
export interface NamespaceRights {
  readonly namespace: string;
  readonly seen: 'some' | 'everybodys' | 'none' | 'refused' | 'unknown';
  /** Another authorizer decides as well, as a webhook, and lists nothing of what it allows. */
  readonly isUntold: boolean;
  /** Each rule as text, sorted, everybody's too: what is compared before and after a revoke. */
  readonly rules: readonly string[];
}

/**
 * What the server could see of the target's credentials: the `certificate` and nothing else, so that it can name nobody
 * but its subject; a certificate that was `withheld`, since the handshake asked for none; or `other`: a token, somebody
 * to act as, or nothing.
 */
export type ShownCredential = 'certificate' | 'withheld' | 'other';

/** What happened when an API server was asked who we are and what we may; the judgement is made elsewhere. */
export type ApiServerObservation =
  | {
      readonly kind: 'answered';
      readonly shown: ShownCredential;
      /** To SelfSubjectReview, in the newest version that the server has; `absent` before 1.26, to those who may ask. */
      readonly review: ApiServerAnswer;
      /** Whom the review names; null where it was not served. */
      readonly identity: ApiServerIdentity | null;
      /** To the list of namespaces. */
      readonly namespaces: ApiServerAnswer;
      /** Whether it is a right of everybody's by which they are listed. */
      readonly isListEverybodys: boolean;
      /** In the order asked; empty where one's own right lists the namespaces, unless `alsoRules`. */
      readonly rights: readonly NamespaceRights[];
      /** The server's own, such as `1.37.2`; null where it was not told. */
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
  /** The key and certificate could not even be loaded, or do not belong together. */
  | { readonly kind: 'credential'; readonly code: string };

/**
 * Failures the system has no code for. `PROXY_REFUSED`: the proxy answered, and would not connect. `CLEAR_TEXT`:
 * plain http to another machine, to which nothing was sent.
 */
export type NetworkFailure =
  | 'CONNECT_TIMEOUT'
  | 'ANSWER_TIMEOUT'
  | 'PROXY_UNREACHABLE'
  | 'PROXY_REFUSED'
  | 'PROXY_UNSUPPORTED'
  | 'INVALID_URL'
  | 'CLEAR_TEXT';

/** From SelfSubjectReview. */
export interface ApiServerIdentity {
  readonly username: string;
  readonly groups: readonly string[];
}

export interface WhoAmIOptions {
  /** Bounds each request by itself: who is slow, and who may do little, is not unreachable. Seven times this in all. */
  readonly timeoutMs: number;
  /** Those in which rights are asked for when no right of one's own lists them; default `default`, at most eight. */
  readonly namespaces?: readonly string[];
  /** Ask for the rules even where one's own right lists the namespaces: a revoke compares them. */
  readonly alsoRules?: boolean;
  readonly signal?: AbortSignal;
}

export interface ApiServer {
  /** Never throws for what the network does: that is the observation. Throws Cancelled only. */
  whoAmI(target: ApiServerTarget, options: WhoAmIOptions): Promise<ApiServerObservation>;
}
