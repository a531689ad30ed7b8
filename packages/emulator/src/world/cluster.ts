import { loopback } from '../http/listener.js';
import type { AuditUser } from './audit.js';

/** What no API calls it: a hub of ACK One is in no list of ACK's. */
export const hubType = 'AckOneHub';

/** One cluster, with everything the emulator needs to play it. */
export interface ClusterRecord {
  readonly id: string;
  /** The account it belongs to: no other sees it, except those it is shared with. */
  readonly accountId: string;
  /** Its index in the world, from which addresses are derived. */
  readonly index: number;
  /**
   * In a fleet too large for a port each: the loopback address on which this cluster's API server has the ACK
   * service's port number to itself. Nothing listens there before a kubeconfig is fetched. Needs a system on which
   * all of 127.0.0.0/8 is local, such as Linux.
   */
  readonly ownAddress: string | null;
  /** False for an unused generated cluster: it can be generated again by its rule. */
  readonly isTouched: boolean;
  name: string;
  readonly region: string;
  readonly type: string;
  readonly profile: string;
  readonly spec: string;
  state: string;
  version: string;
  readonly created: Date;
  /** Changes with everything that the API reports about the cluster. */
  updated: Date;
  tags: Readonly<Record<string, string>>;
  /** False: no EIP, so the public endpoint is reported empty. */
  hasPublicEndpoint: boolean;
  /** True: the private endpoint is a loopback listener too, not an unreachable address. */
  privateReachable: boolean;
  /** Besides the EIP and the VPC address. */
  furtherEndpoints: readonly FurtherEndpoint[];
  readonly certificateProfile: CertificateProfile;
  /** Names added to the API server's certificate by ModifyCluster. */
  extraSans: readonly string[];
  /** Names that the API server's certificate lacks although it is reached by them. */
  missingSans: readonly ('public' | 'private')[];
  /** False: activity cannot be read, so a clean without force is refused. */
  auditLog: boolean;
  /** A hub's member clusters, by name. */
  readonly members?: readonly string[];
  /** How its audit log differs from the usual one: its own project in its region that keeps a year. */
  readonly audit?: AuditTraits;
  /** Accounts that it is shared with, and how each call about it refuses them. */
  readonly sharedWith: readonly { readonly accountId: string; readonly refusal: 403 | 404 }[];
  /** Added to every answer of the API server. */
  latencyMs: number;
  /** Changes by ModifyCluster; everything else has its default. */
  settings?: Partial<ClusterSettings>;
  /** Its components; the usual ones unless changed. */
  addons?: readonly InstalledAddon[];
  /** Initial RAMIdentityMappings; they exist once the add-on does. */
  readonly mappings?: readonly IdentityMapping[];
  /** How its API server differs from the usual one. */
  readonly apiServer?: ApiServerTraits;
  /** By uid. */
  readonly grants: Map<string, Grant>;
}

/** ack-ram-authenticator's user for a RAM identity. */
export interface IdentityMapping {
  /** Of the object. */
  readonly name: string;
  readonly arn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** The Log Service project of a cluster's audit log. */
export function auditProjectOf({ id, audit }: ClusterRecord): string {
  return audit?.project ?? `k8s-log-${id}`;
}

export function auditLogstoreOf({ id }: ClusterRecord): string {
  return `audit-${id}`;
}

/** An audit log's part of a scenario. */
interface AuditTraits {
  readonly project?: string;
  readonly region?: string;
  readonly retentionDays?: number;
  /** A SELECT over more hours than these is answered in part, and says so. */
  readonly analysedHours?: number;
  /** Nothing was logged then. */
  readonly off?: { readonly from: Date; readonly to: Date };
}

/** A scenario's use of a credential before it began. */
export interface PastUse {
  readonly at: Date;
  readonly address: string;
  readonly agent: string;
  readonly verb: string;
  /** With its subresource, as in `pods/exec`. */
  readonly resource: string;
  /** Null for the whole cluster. */
  readonly namespace: string | null;
  /** Number of times, a minute apart, the last at that instant. */
  readonly times: number;
  /** As whom (`--as`); null for oneself. */
  readonly impersonated: AuditUser | null;
  /** By a RAM token whose mapping gives it the certificate's name. */
  readonly isByToken: boolean;
}

/** An API server's part of a scenario. */
export interface ApiServerTraits {
  /** False: `--anonymous-auth=false`, so that no credential is 401 like a bad one. */
  readonly anonymous?: boolean;
  /**
   * A webhook authorizer: its rules are never listed, so reviews of rules are incomplete. `silent` has no opinion;
   * `down` turns every refusal into a 500; `podReader` is the user whom it lets read pods.
   */
  readonly webhookAuthorizer?: 'silent' | 'down' | { readonly podReader: string };
  /** False: no controller manager, so a deleted namespace stays Terminating. */
  readonly controllers?: boolean;
  /** Manifests of additional objects: bindings, roles, namespaces, Secrets. */
  readonly objects?: readonly KubernetesDraft[];
  /** Usual objects that it lacks, such as `clusterrolebindings/system:basic-user`. */
  readonly absent?: readonly string[];
}

const statesWithoutApiServer: ReadonlySet<string> = new Set([
  'deleting',
  'deleted',
  'delete_failed',
  'failed',
  'waiting',
  'disconnected',
  'initial',
  'create_timeout',
  'unavailable',
]);

/** False in the states in which ACK has no API server. */
export function hasApiServer(cluster: ClusterRecord): boolean {
  return !statesWithoutApiServer.has(cluster.state.toLowerCase());
}

export type Access = 'public' | 'private';

/** One address of a cluster's API server, with a load balancer of its own. */
export interface Endpoint {
  /** Its name within the cluster: `public`, `private`, or `further-<n>`. */
  readonly id: string;
  readonly access: Access;
  /** An address, or a DNS name. */
  readonly host: string;
  /** False: it is reported, and nothing listens there. */
  readonly isListening: boolean;
  readonly loadBalancerId: string;
  /** Kubeconfigs of this access name it instead of the one in `master_url`. */
  readonly isInKubeconfigs: boolean;
}

/** A scenario's endpoint in addition to the usual two. */
interface FurtherEndpoint {
  readonly access: Access;
  readonly host: string;
  readonly isInKubeconfigs: boolean;
}

/**
 * Every current endpoint of the cluster, those in `master_url` first. Without an API server only the private address
 * is left.
 */
export function endpointsOf(cluster: ClusterRecord): readonly Endpoint[] {
  const key = cluster.id.slice(1, 22);
  const shared = { isInKubeconfigs: false, loadBalancerId: `lb-${key}` };
  const eip = { ...shared, id: 'public', access: 'public' as const, isListening: true };
  const address = cluster.privateReachable ? loopback : privateAddress(cluster);
  const inner = { ...shared, id: 'private', access: 'private' as const, host: address };
  if (!hasApiServer(cluster)) return [{ ...inner, isListening: false }];
  return [
    ...(cluster.hasPublicEndpoint ? [{ ...eip, host: cluster.ownAddress ?? loopback }] : []),
    { ...inner, isListening: cluster.privateReachable },
    ...cluster.furtherEndpoints.map((each, index) => further(each, index, key)),
  ];
}

function further(each: FurtherEndpoint, index: number, key: string): Endpoint {
  return {
    ...each,
    id: `further-${index}`,
    isListening: listensHere(each.host),
    loadBalancerId: `nlb-${key}${index}`,
  };
}

/** `localhost` is the only DNS name that leads to loopback on every machine; `*.localhost` depends on the resolver. */
function listensHere(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}

/**
 * The address of the API server in its VPC, where nobody answers: on loopback, so that whoever dials it dials this machine
 * and not somebody's in its network.
 */
function privateAddress(cluster: ClusterRecord): string {
  return `127.168.${Math.floor(cluster.index / 250) % 250}.${(cluster.index % 250) + 1}`;
}

/** What a caller sends: the store completes the metadata. */
export interface KubernetesDraft {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Which generation of ACK's certificates a cluster has. */
export type CertificateProfile = '2022' | '2026';

/** One identity's state in one cluster: its long-term kubeconfig, its RBAC, when it was last seen. */
export interface Grant {
  readonly uid: string;
  /** `unissued` has RBAC or temporary kubeconfigs only; `removed` is what a clean leaves, until the next is issued. */
  state: 'issued' | 'unissued' | 'removed' | 'unknown';
  /** T of the current long-term certificate. */
  issuedAt: Date;
  /** The common name's second half; a renewal keeps it, a revoke and a clean change it. */
  suffix: string;
  /** Life of the current long-term certificate. */
  lifeHours: number;
  /** Life of the next one: 26,280 hours unless the account root has set another; a revoke resets it. */
  nextLifeHours: number;
  /** The certificate and its key; created on demand. */
  credential: Promise<Credential> | null;
  /** What the latest revoke killed; null if there was none. */
  revoked: RevokedGrant | null;
  /** What cleans removed, the oldest first. */
  bin: readonly RemovedKubeconfig[];
  roles: readonly GrantedRole[];
  /** Null when never seen. */
  lastActivity: Date | null;
  /** When it was last seen before the scenario began, and what it was used for then, as in the audit log. */
  readonly seenBefore: Date | null;
  /** The common name's second half at that time. */
  readonly suffixBefore: string;
  readonly uses: readonly PastUse[];
  isOwner: boolean;
}

interface RevokedGrant {
  /** The common name's second half. */
  readonly suffix: string;
  /** The long-term one; null if it was never requested. */
  readonly credential: Credential | null;
}

/** A removed kubeconfig in the recycle bin, with its RBAC. */
export interface RemovedKubeconfig
  extends Readonly<Pick<Grant, 'suffix' | 'issuedAt' | 'lifeHours' | 'credential' | 'roles' | 'isOwner'>> {
  readonly removedAt: Date;
}

export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

/** A cluster role in DescribeUserPermission's terms, for the whole cluster or for one namespace. */
export interface GrantedRole {
  readonly role: string;
  /** Null: the whole cluster. */
  readonly namespace: string | null;
}

/** What ModifyCluster changes in a cluster and its detail returns. */
export interface ClusterSettings {
  readonly deletionProtection: boolean;
  /** RAM roles for service accounts: pods get credentials for their own token. */
  readonly rrsa: boolean;
  readonly timezone: string;
  readonly resourceGroupId: string;
  readonly maintenanceWindow: Readonly<Record<string, unknown>>;
  readonly operationPolicy: Readonly<Record<string, unknown>>;
}

/** A component in one cluster. */
export interface InstalledAddon {
  readonly name: string;
  readonly version: string;
  /** JSON in a string, as given; empty for the defaults. */
  readonly config: string;
  /** It came with the cluster, and cannot be removed. */
  readonly isFixed?: boolean;
}
