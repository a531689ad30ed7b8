import type { Cluster } from './cluster.js';
import type { Access, Endpoints } from './endpoints.js';
import type { AckringError } from './errors.js';
import type { Identity } from './identity.js';

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
  /** The plug-in that gives the credentials, where the user has one. */
  readonly exec?: ExecPlugin | null;
}

/** A kubeconfig user's `exec`: the command kubectl would run for credentials. */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly provideClusterInfo: boolean;
  /** What its author says to do when it is not installed. */
  readonly installHint: string | null;
}

/**
 * What happened when an API server was asked who we are; the verdict is made from it elsewhere. In
 * `answered`, `status` is that of listing namespaces, or of the first request that was refused for who we
 * are; `rights` says whether the identity may do anything in the context's namespace.
 */
export type ApiServerObservation =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly identity: ApiServerIdentity | null;
      readonly rights: 'some' | 'none' | 'unknown';
      readonly latencyMs: number;
      readonly serverTime: Date | null;
      readonly reason: string | null;
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
  /** Bounds the whole of it. */
  readonly timeoutMs: number;
  /** Whose rights are asked for when namespaces may not be listed; default `default`. */
  readonly namespace?: string | null;
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
