import * as v from 'valibot';
import type { MappingsSetting } from './addons.js';
import { type ApiServerTraits, type CertificateProfile, hubType } from './cluster.js';
import type { IdentityState, PolicyDocument } from './identities.js';

/**
 * A world as data. Everything has a default, so a test states only what it is about: `{ clusters: [{ name: 'a',
 * holders: { ops: { daysLeft: 100 } } }] }`.
 */
export interface Scenario extends Pick<ScenarioAccount, 'identities' | 'clusters'> {
  /** The account's name, from which its id is derived. */
  readonly account?: string;
  /** Further accounts. Their roles may be assumed by trusted principals, such as `root@<account>`. */
  readonly accounts?: readonly ScenarioAccount[];
  /** Region ids; by default those of the clusters. */
  readonly regions?: readonly string[];
  /** Whose credentials `environment` contains; `ops` by default. */
  readonly caller?: string;
  /** Regions whose list is refused with 403 for everybody. */
  readonly refusedRegions?: readonly string[];
  readonly switches?: Partial<Switches>;
  /** A large generated fleet in addition to the clusters above. */
  readonly generate?: { readonly clusters: number; readonly identities: number };
}

/** One account with its identities and clusters. */
export interface ScenarioAccount {
  /** Its id is derived from it. */
  readonly name: string;
  /** In addition to the root and `ops`, who always exist (naming them here changes them). */
  readonly identities?: readonly ScenarioIdentity[];
  readonly clusters?: readonly ScenarioCluster[];
  /** Makes it a member of the first account's resource directory, which may assume the role that this gives it. */
  readonly member?: MemberState;
}

export type MemberState = 'joined' | 'deleting';

export interface ScenarioIdentity {
  readonly name: string;
  /** `user` by default. */
  readonly type?: 'root' | 'user' | 'role';
  readonly displayName?: string;
  readonly state?: IdentityState;
  /** `full` allows everything and is the default; `none` nothing. */
  readonly policies?: 'full' | 'none' | readonly PolicyDocument[];
  /** A role's trusted principals: ARNs, services, `root` for its own account, `root@<account>` for another by name. */
  readonly trusts?: readonly string[];
  /** The `sts:ExternalId` that its trust policy requires. */
  readonly externalId?: string;
  readonly cloudService?: string;
}

/** `hub` is the control plane of an ACK One fleet, which adcp alone knows. */
type ScenarioKind =
  | 'managed'
  | 'dedicated'
  | 'serverless'
  | 'edge'
  | 'lingjun'
  | 'acs'
  | 'registered'
  | 'hub';

export interface ScenarioCluster {
  readonly name: string;
  /** `ap-northeast-1` by default. */
  readonly region?: string;
  /** `managed` by default. */
  readonly kind?: ScenarioKind;
  readonly spec?: string;
  /** `running` by default. */
  readonly state?: string;
  readonly version?: string;
  /** 1,100 by default: its version came with upgrades. */
  readonly createdDaysAgo?: number;
  /** False: no EIP. */
  readonly public?: boolean;
  /** True: the private endpoint is reachable from here. */
  readonly privateReachable?: boolean;
  /** In addition to those two. */
  readonly endpoints?: readonly ScenarioEndpoint[];
  readonly certificates?: CertificateProfile;
  readonly tags?: Readonly<Record<string, string>>;
  /** A hub's member clusters, by name, of its own account. */
  readonly members?: readonly string[];
  readonly extraSans?: readonly string[];
  /** Endpoints whose address the API server's certificate lacks. */
  readonly missingSans?: readonly ('public' | 'private')[];
  readonly auditLog?: boolean;
  /** Its service accounts sign in to the cloud. */
  readonly rrsa?: boolean;
  /** Other than the usual: its own project in the cluster's region that keeps a year. */
  readonly audit?: ScenarioAudit;
  /** Other accounts, by name, whose lists contain it too; and how every call about it refuses them. */
  readonly sharedWith?: Readonly<Record<string, 403 | 404>>;
  readonly latencyMs?: number;
  /** Components in addition to those of every cluster, as `ack-ram-authenticator` or `ack-ram-authenticator@v0.3.0`. */
  readonly addons?: readonly string[];
  /**
   * Whether ack-ram-authenticator, which this installs, heeds the RAMIdentityMappings. A managed cluster from 1.33 that
   * is younger than that has it from the start, and `off`; where it is named among the add-ons they are `on`.
   */
  readonly mappings?: MappingsSetting;
  readonly apiServer?: ApiServerTraits;
  /** Who holds what here, by identity name. */
  readonly holders?: Readonly<Record<string, ScenarioHolder>>;
}

interface ScenarioAudit {
  readonly project?: string;
  readonly region?: string;
  readonly retentionDays?: number;
  /** A SELECT over more hours than these is answered in part, and says so. */
  readonly analysedHours?: number;
  /** Nothing was logged in this span, in days ago. */
  readonly offDaysAgo?: readonly [from: number, to: number];
}

interface ScenarioEndpoint {
  readonly access: 'public' | 'private';
  /**
   * A loopback address, `127.0.0.1` by default, or `localhost` for a load balancer's DNS name: both are listened on.
   * Any other address or name is only reported.
   */
  readonly host?: string;
  /** Kubeconfigs of this access name this endpoint, not the one in `master_url`. */
  readonly inKubeconfigs?: boolean;
}

export interface ScenarioHolder {
  /** Whole days left of the long-term certificate, negative once expired; null: none was issued. */
  readonly daysLeft?: number | null;
  /** `admin` by default; `role` or `role@namespace`. */
  readonly roles?: readonly string[];
  /** Null: never seen. */
  readonly lastSeenDaysAgo?: number | null;
  /** Its use in the audit log; by default one list of pods when it was last seen. */
  readonly uses?: readonly ScenarioUse[];
  readonly state?: 'removed' | 'unknown';
  readonly owner?: boolean;
  /** True: a RAMIdentityMapping gives the identity its certificate's common name, and so the same roles. */
  readonly mapped?: boolean;
}

/** Calls before the scenario begins. */
export interface ScenarioUse {
  /** Of the last of them; may be a fraction of a day. */
  readonly daysAgo: number;
  readonly address: string;
  /** `kubectl/v1.34.0` by default. */
  readonly agent?: string;
  /** `list` by default. */
  readonly verb?: string;
  /** `pods` by default; with a subresource as in `pods/exec`. */
  readonly resource?: string;
  /** `default` by default; null for the whole cluster. */
  readonly namespace?: string | null;
  /** Once by default; a minute apart. */
  readonly times?: number;
  /** As whom it was done (`--as`), with the groups that the API server then logs. */
  readonly impersonated?: { readonly username: string; readonly groups: readonly string[] };
  /** By a RAM token that a mapping gives the certificate's name, with an add-on that tells so. */
  readonly byToken?: boolean;
}

/** What the API reports for each kind of cluster. */
export const clusterKinds: Readonly<Record<ScenarioKind, { type: string; profile: string; spec: string }>> = {
  managed: { type: 'ManagedKubernetes', profile: 'Default', spec: 'ack.pro.small' },
  dedicated: { type: 'Kubernetes', profile: 'Default', spec: '' },
  serverless: { type: 'ManagedKubernetes', profile: 'Serverless', spec: 'ack.standard' },
  edge: { type: 'ManagedKubernetes', profile: 'Edge', spec: 'ack.standard' },
  lingjun: { type: 'ManagedKubernetes', profile: 'Lingjun', spec: 'ack.pro.small' },
  acs: { type: 'ManagedKubernetes', profile: 'Acs', spec: 'ack.standard' },
  registered: { type: 'ExternalKubernetes', profile: 'Default', spec: '' },
  hub: { type: hubType, profile: 'Default', spec: 'ack.pro.small' },
};

/** Regions' names as in DescribeRegions. */
export const regionNames: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'China (Hangzhou)',
  'cn-shanghai': 'China (Shanghai)',
  'cn-beijing': 'China (Beijing)',
  'cn-shenzhen': 'China (Shenzhen)',
  'cn-chengdu': 'China (Chengdu)',
  'cn-hongkong': 'China (Hong Kong)',
  'ap-northeast-1': 'Japan (Tokyo)',
  'ap-northeast-2': 'South Korea (Seoul)',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-3': 'Malaysia (Kuala Lumpur)',
  'ap-southeast-5': 'Indonesia (Jakarta)',
  'eu-central-1': 'Germany (Frankfurt)',
  'eu-west-1': 'UK (London)',
  'me-east-1': 'UAE (Dubai)',
  'us-east-1': 'US (Virginia)',
  'us-west-1': 'US (Silicon Valley)',
  'cn-qingdao': 'China (Qingdao)',
  'cn-zhangjiakou': 'China (Zhangjiakou)',
  'cn-huhehaote': 'China (Hohhot)',
  'cn-wulanchabu': 'China (Ulanqab)',
  'cn-heyuan': 'China (Heyuan)',
  'cn-guangzhou': 'China (Guangzhou)',
  'ap-southeast-7': 'Thailand (Bangkok)',
  'me-central-1': 'SAU (Riyadh)',
};

/**
 * How the cloud behaves, apart from its clusters and identities: set by the scenario, at the start, or while it runs.
 */
export interface Switches {
  /** Operations that the vendor has switched off: `gone` answers 404, `served` works as before, for old tools. */
  retired: 'gone' | 'served';
  /** OSS's signature version 1: `refused` as for new accounts and buckets, `taken` as old ones still may. */
  ossSignatureV1: 'refused' | 'taken';
  /**
   * Bindings made by hand of a common name that a revoke or a clean has ended: whether they `stay` or `go` is
   * documented nowhere.
   */
  handMadeBindings: 'stay' | 'go';
  /**
   * Lists, events, permissions and kubeconfig states show a change this many milliseconds late, by this cloud's
   * clock; 0–600,000. The vendor's are 1–10 s late. Details, kubeconfigs and API servers are never late.
   */
  lagMs: number;
}

/** The cloud of today, without its delays. */
export const usualSwitches: Readonly<Switches> = {
  retired: 'gone',
  ossSignatureV1: 'refused',
  handMadeBindings: 'stay',
  lagMs: 0,
};

/** Some of the switches, as received from outside. */
export const switchesSchema = v.strictObject({
  retired: v.exactOptional(v.picklist(['gone', 'served'])),
  ossSignatureV1: v.exactOptional(v.picklist(['refused', 'taken'])),
  handMadeBindings: v.exactOptional(v.picklist(['stay', 'go'])),
  lagMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))),
});
