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

interface ListClustersOptions {
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

/** A permission inside clusters, by ACK's record for one identity (its counterpart of the RBAC bindings). */
export interface UserPermission {
  /** Null if it covers every cluster. */
  readonly clusterId: string | null;
  /** Null for the whole cluster. */
  readonly namespace: string | null;
  readonly scope: 'cluster' | 'namespace' | 'console' | 'unknown';
  /** `admin`, `dev`, …, or the custom role's name. */
  readonly role: string;
  readonly isOwner: boolean;
}

export interface PermissionChange {
  readonly cluster: ClusterRef;
  /** `namespace` null for the whole cluster; `isCustom` for a ClusterRole of the cluster's own. */
  readonly role: { readonly name: string; readonly isCustom: boolean; readonly namespace: string | null };
  /** Whether the identity is a RAM role. */
  readonly isRamRole: boolean;
  readonly mode: 'patch' | 'delete';
}

/** When one cluster's API server last saw an identity, from its audit log. */
export interface UserActivity {
  /** Within the last 7 days, by the cloud's own judgement: it then refuses a clean. */
  readonly isActive: boolean;
  /** Null: never seen. */
  readonly lastSeen: Date | null;
}

/** Where a cluster's audit log is, as far as the cluster knows. */
export interface AuditLogPlace {
  readonly isEnabled: boolean;
  /** The Log Service project; null where none is named. In which region it is nobody tells: mostly the cluster's. */
  readonly project: string | null;
}

export interface TaskProgress {
  readonly id: string;
  readonly state: 'running' | 'succeeded' | 'failed';
  /** The cloud's code for why it failed; null otherwise. */
  readonly errorCode: string | null;
}

/**
 * The ACK operations for removing access, in addition to `Ack`. Every method throws AckringError and nothing else;
 * changes are sent once unless the cloud says that it did nothing.
 */
export interface AccessApi {
  /**
   * Needs the uid; a deleted identity may be not found. Except for the account root it covers only clusters in which
   * the caller is an RBAC administrator, and nothing mentions the others (the SDK's remark on
   * DescribeUserPermission).
   */
  describeUserPermissions(uid: string, signal?: AbortSignal): Promise<readonly UserPermission[]>;
  /**
   * Adds one role of an identity in a cluster, or removes it; everything else it has stays. GrantPermissions, and this
   * call's own default, would replace all that it has in all clusters (the vendor's pages of 2026).
   */
  updateUserPermissions(uid: string, change: PermissionChange, signal?: AbortSignal): Promise<void>;
  /** The namespaces of a cluster that the caller's own RBAC reaches. Throws Forbidden if there are none. */
  listOwnNamespaces(cluster: ClusterRef, signal?: AbortSignal): Promise<readonly string[]>;
  /** Throws if the cluster keeps no audit log: the activity is then unknown, not absent. */
  describeUserActivity(cluster: ClusterRef, uid: string, signal?: AbortSignal): Promise<UserActivity>;
  describeAuditLog(cluster: ClusterRef, signal?: AbortSignal): Promise<AuditLogPlace>;
  /** Removes kubeconfig and bindings of one identity in one cluster; without `force` only if it is inactive. */
  cleanClusterUser(
    cluster: ClusterRef,
    uid: string,
    options: { readonly force: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<void>;
  /** The same in several clusters of one region, as a task. */
  cleanUser(
    uid: string,
    options: {
      readonly region: string;
      readonly clusterIds: readonly string[];
      readonly force: boolean;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<{ readonly taskId: string }>;
  describeTask(taskId: string, region: string, signal?: AbortSignal): Promise<TaskProgress>;
  /** Adds names to the API server's certificate, or replaces earlier additions; the API server restarts. */
  changeSans(
    cluster: ClusterRef,
    change: { readonly names: readonly string[]; readonly action: 'append' | 'overwrite' },
    signal?: AbortSignal,
  ): Promise<{ readonly taskId: string | null }>;
  /** How long the identity's next long-term kubeconfig lives, 1–876000 hours; the account root only. */
  setKubeconfigLife(cluster: ClusterRef, uid: string, hours: number, signal?: AbortSignal): Promise<void>;
}
