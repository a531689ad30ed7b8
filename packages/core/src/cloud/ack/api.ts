import type { Cluster, ClusterDetail, ClusterRef, Region } from '../../words/cluster.js';
import type { Access } from '../../words/endpoints.js';
import type { AckringError } from '../../words/errors.js';
import type { Identity } from '../../words/identity.js';

/** A kubeconfig as the cloud issued it. `yaml` holds a private key: never log, cache or print it. */
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

/** One identity's long-term kubeconfig in one cluster, by the server's record. */
export interface KubeconfigState {
  readonly cluster: ClusterRef & { readonly name: string };
  readonly identity: Identity;
  readonly notAfter: Date | null;
  /** As far as known from elsewhere: the cloud itself does not say it. */
  readonly notBefore?: Date;
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

/** A component of a cluster. `state` is the cloud's own word: active, updating, upgrading, deleting. */
export interface AddOn {
  readonly name: string;
  readonly version: string | null;
  readonly state: string | null;
}

/** One component of a cluster with its configuration, the text as the cloud keeps it; null for none. */
export interface ConfiguredAddOn extends AddOn {
  readonly config: string | null;
}

/** The ACK operations. Every method throws AckringError and nothing else. */
export interface Ack {
  listRegions(signal?: AbortSignal): Promise<readonly Region[]>;
  /**
   * Every cluster of one region, all pages, without endpoints; `name` filters fuzzily on the server. A list shorter
   * than the cloud's own count is an error, or is returned with the error passed to `onIncomplete`.
   */
  listClusters(region: string, options?: ListClustersOptions): Promise<readonly Cluster[]>;
  describeCluster(cluster: ClusterRef, signal?: AbortSignal): Promise<ClusterDetail>;
  /** The ones installed in a cluster. */
  listAddOns(cluster: ClusterRef, signal?: AbortSignal): Promise<readonly AddOn[]>;
  describeAddOn(cluster: ClusterRef, name: string, signal?: AbortSignal): Promise<ConfiguredAddOn>;
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
  /** Revokes the caller's own kubeconfig of this cluster. */
  revokeKubeconfig(cluster: ClusterRef, signal?: AbortSignal): Promise<void>;
}
