import type { Cluster } from './words/cluster.js';
import type { Access, Endpoints } from './words/endpoints.js';
import type { AckringError } from './words/errors.js';
import type { Identity } from './words/identity.js';

/** Time, passed in so that the core never asks the machine. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Region {
  readonly id: string;
  readonly name: string;
}

/** Names one cluster for the API: the region decides which endpoint is asked. */
export interface ClusterRef {
  readonly id: string;
  readonly region: string;
}

/** A cluster whose endpoints are known. */
export interface DescribedCluster extends Cluster {
  readonly endpoints: Endpoints;
}

/** A cluster with what only its own page knows. */
export interface ClusterDetail extends DescribedCluster {
  /** Names and addresses added to the API server's certificate. */
  readonly extraSans: readonly string[];
}

/** A kubeconfig as the cloud handed it out. `yaml` holds a private key: never log, cache or print it. */
export interface IssuedKubeconfig {
  readonly yaml: string;
  readonly expiration: Date | null;
}

export interface FetchKubeconfig {
  readonly cluster: ClusterRef;
  readonly access: Access;
  /** 15–4320 for a temporary kubeconfig; null for the long-term one (3 years). */
  readonly durationMinutes: number | null;
}

export type CertificateState = 'unexpired' | 'expired' | 'unissued' | 'removed' | 'unknown';

/** One identity's long-term kubeconfig in one cluster, as the server keeps it. */
export interface KubeconfigState {
  readonly cluster: ClusterRef & { readonly name: string };
  readonly identity: Identity;
  readonly notAfter: Date | null;
  readonly certificateState: CertificateState;
  readonly revokable: boolean;
  /** Set for the cloud's own service roles, which nobody renews by hand. */
  readonly cloudService: string | null;
}

export interface ListClustersOptions {
  readonly name?: string;
  readonly signal?: AbortSignal | undefined;
  readonly onIncomplete?: (error: AckringError) => void;
}

/** What we ask of ACK. Every method throws AckringError and nothing else. */
export interface Ack {
  listRegions(signal?: AbortSignal): Promise<readonly Region[]>;
  /**
   * Every cluster of one region, all pages, without endpoints; `name` filters fuzzily on the server. A list that stays short of
   * the cloud's own count is thrown as an error, or given as far as it came with the error to `onIncomplete`.
   */
  listClusters(region: string, options?: ListClustersOptions): Promise<readonly Cluster[]>;
  describeCluster(cluster: ClusterRef, signal?: AbortSignal): Promise<ClusterDetail>;
  fetchKubeconfig(request: FetchKubeconfig, signal?: AbortSignal): Promise<IssuedKubeconfig>;
  /** Another identity's kubeconfig; the account root only. */
  fetchSubaccountKubeconfig(
    request: FetchKubeconfig & { readonly uid: string },
    signal?: AbortSignal,
  ): Promise<IssuedKubeconfig>;
  listKubeconfigStates(
    cluster: ClusterRef & { readonly name: string },
    signal?: AbortSignal,
  ): Promise<readonly KubeconfigState[]>;
  listUserKubeconfigStates(
    uid: string,
    region: string,
    signal?: AbortSignal,
  ): Promise<readonly KubeconfigState[]>;
  /** Kills the caller's own kubeconfig of this cluster. */
  revokeKubeconfig(cluster: ClusterRef, signal?: AbortSignal): Promise<void>;
}

/** How to reach and be known by one API server. Holds a private key: never log it. */
export interface ApiServerTarget {
  readonly server: string;
  /** PEM; null trusts the system's authorities. */
  readonly certificateAuthority: string | null;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
  readonly token: string | null;
  /** The file of this machine that the token was read from, if it was. */
  readonly tokenFile?: string | null;
  readonly tlsServerName: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | null;
  /** Whom kubectl would act as, by the user entry's `as`. */
  readonly impersonation?: Impersonation | null;
  /** The plug-in that gives the credentials, where the user has one. */
  readonly exec?: ExecPlugin | null;
}

/** A user entry's `as`, `as-uid`, `as-groups` and `as-user-extra`. */
export interface Impersonation {
  readonly user: string;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A kubeconfig user's `exec`: the command kubectl would run for credentials. */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  /** Never, IfAvailable or Always; null where the entry says nothing. */
  readonly interactiveMode: string | null;
  readonly provideClusterInfo: boolean;
  /** What its author says to do when it is not installed. */
  readonly installHint: string | null;
}

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

/** What running an exec plug-in came to. The credential is secret. */
export type ExecOutcome =
  | {
      readonly kind: 'credential';
      readonly token: string | null;
      readonly clientCertificate: string | null;
      readonly clientKey: string | null;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly problem: string };

export interface ExecPluginRunner {
  /** Runs the command as kubectl would, without a terminal, for `timeoutMs` at most. Throws Cancelled only. */
  run(
    plugin: ExecPlugin,
    target: ApiServerTarget,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<ExecOutcome>;
}
