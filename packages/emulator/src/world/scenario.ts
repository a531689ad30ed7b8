import * as v from 'valibot';
import type { ApiServerTraits, CertificateProfile } from './cluster.js';
import type { IdentityState, PolicyDocument } from './identities.js';

/**
 * A world, told as data. Everything has a default, so a test says only what it is about:
 * `{ clusters: [{ name: 'a', holders: { ops: { daysLeft: 100 } } }] }`.
 */
export interface Scenario extends Pick<ScenarioAccount, 'identities' | 'clusters'> {
  /** The account's name; its id is made from it. */
  readonly account?: string;
  /** Accounts beside this one. A role of theirs is assumed by whom it trusts, such as `root@<account>`. */
  readonly accounts?: readonly ScenarioAccount[];
  /** Region ids; by default those of the clusters. */
  readonly regions?: readonly string[];
  /** Whose credentials `environment` holds; `ops` by default. */
  readonly caller?: string;
  /** Regions whose list is refused with 403, whoever asks. */
  readonly refusedRegions?: readonly string[];
  readonly switches?: Partial<Switches>;
  /** A large fleet made by rule beside the clusters above. */
  readonly generate?: { readonly clusters: number; readonly identities: number };
}

/** One account with what is its own. */
export interface ScenarioAccount {
  /** Its id is made from it. */
  readonly name: string;
  /** Beside the root and `ops`, who are always there (naming them here changes them). */
  readonly identities?: readonly ScenarioIdentity[];
  readonly clusters?: readonly ScenarioCluster[];
}

export interface ScenarioIdentity {
  readonly name: string;
  /** `user` by default. */
  readonly type?: 'root' | 'user' | 'role';
  readonly displayName?: string;
  readonly state?: IdentityState;
  /** `full` allows everything and is the default; `none` nothing. */
  readonly policies?: 'full' | 'none' | readonly PolicyDocument[];
  /** Whom a role trusts: ARNs, services, `root` for its own account, `root@<account>` for another by name. */
  readonly trusts?: readonly string[];
  /** What its trust policy asks for as `sts:ExternalId`. */
  readonly externalId?: string;
  readonly cloudService?: string;
}

type ScenarioKind = 'managed' | 'dedicated' | 'serverless' | 'edge' | 'lingjun' | 'registered';

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
  readonly createdDaysAgo?: number;
  /** False: no EIP. */
  readonly public?: boolean;
  /** True: the private endpoint is reachable from here. */
  readonly privateReachable?: boolean;
  /** Beside those two. */
  readonly endpoints?: readonly ScenarioEndpoint[];
  readonly certificates?: CertificateProfile;
  readonly tags?: Readonly<Record<string, string>>;
  readonly extraSans?: readonly string[];
  /** Endpoints whose address the API server's certificate lacks. */
  readonly missingSans?: readonly ('public' | 'private')[];
  readonly auditLog?: boolean;
  /** Other accounts, by name, whose lists hold it too; what every call about it then answers them. */
  readonly sharedWith?: Readonly<Record<string, 403 | 404>>;
  readonly latencyMs?: number;
  /** Components beside those that every cluster has, as `ack-ram-authenticator`. */
  readonly addons?: readonly string[];
  readonly apiServer?: ApiServerTraits;
  /** Who holds what here, by identity name. */
  readonly holders?: Readonly<Record<string, ScenarioHolder>>;
}

interface ScenarioEndpoint {
  readonly access: 'public' | 'private';
  /**
   * A loopback address, `127.0.0.1` by default, or `localhost` for a load balancer's DNS name: both are listened on.
   * Any other address or name is only told.
   */
  readonly host?: string;
  /** Kubeconfigs of this access name this endpoint, not the one in `master_url`. */
  readonly inKubeconfigs?: boolean;
}

export interface ScenarioHolder {
  /** Whole days the long-term certificate has left, negative when it is over; null: none was issued. */
  readonly daysLeft?: number | null;
  /** `admin` by default; `role` or `role@namespace`. */
  readonly roles?: readonly string[];
  /** Null: never seen. */
  readonly lastSeenDaysAgo?: number | null;
  readonly state?: 'removed' | 'unknown';
  readonly owner?: boolean;
}

/** What the API says of each kind of cluster. */
export const clusterKinds: Readonly<Record<ScenarioKind, { type: string; profile: string; spec: string }>> = {
  managed: { type: 'ManagedKubernetes', profile: 'Default', spec: 'ack.pro.small' },
  dedicated: { type: 'Kubernetes', profile: 'Default', spec: '' },
  serverless: { type: 'ManagedKubernetes', profile: 'Serverless', spec: 'ack.standard' },
  edge: { type: 'ManagedKubernetes', profile: 'Edge', spec: 'ack.standard' },
  lingjun: { type: 'ManagedKubernetes', profile: 'Lingjun', spec: 'ack.pro.small' },
  registered: { type: 'ExternalKubernetes', profile: 'Default', spec: '' },
};

/** Regions' names as DescribeRegions tells them. */
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
};

/** How the cloud behaves, beyond what its clusters and people are: set by the scenario, at the start, or while it runs. */
export interface Switches {
  /** Operations the vendor has switched off: `gone` answers 404, `served` as they used to, for tools of old. */
  retired: 'gone' | 'served';
  /** OSS's first signature: `refused` as new accounts and buckets do, `taken` as old ones still may. */
  ossSignatureV1: 'refused' | 'taken';
  /**
   * Lists, events, permissions and kubeconfig states tell of a change only so many milliseconds later, by this
   * cloud's clock; 0–600,000. The vendor's do 1–10 s later. What details, kubeconfigs and API servers say is never late.
   */
  lagMs: number;
}

/** As the cloud is today, without its delays. */
export const usualSwitches: Readonly<Switches> = { retired: 'gone', ossSignatureV1: 'refused', lagMs: 0 };

/** Some of the switches, as they arrive from outside. */
export const switchesSchema = v.strictObject({
  retired: v.exactOptional(v.picklist(['gone', 'served'])),
  ossSignatureV1: v.exactOptional(v.picklist(['refused', 'taken'])),
  lagMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))),
});
