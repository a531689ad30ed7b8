import type { Cluster } from './cluster.js';
import type { AckringError } from './errors.js';

export type ClusterKind =
  | 'managed'
  | 'dedicated'
  | 'serverless'
  | 'edge'
  | 'lingjun'
  | 'acs'
  | 'registered'
  | 'hub'
  | 'unknown';

/** What depends on a cluster's kind. */
interface KindFacts {
  /** How names get into the API server's certificate: added at any time, when the cluster is made, or by who runs it. */
  readonly names: 'added' | 'atCreation' | 'byOperator';
  /** Masters of one's own: an administrator's kubeconfig lies there, and ssh gets it. */
  readonly hasMasters: boolean;
  /** The add-on ack-ram-authenticator can be had (the vendor's page on it, 2026). */
  readonly takesTokens: boolean;
}

const byAck: KindFacts = { names: 'added', hasMasters: false, takesTokens: true };

/** Of a kind that is not known nothing is ruled out but what changes its certificate. */
export const clusterKinds: Readonly<Record<ClusterKind, KindFacts>> = {
  managed: byAck,
  serverless: byAck,
  edge: byAck,
  lingjun: byAck,
  acs: byAck,
  dedicated: { names: 'atCreation', hasMasters: true, takesTokens: false },
  registered: { names: 'byOperator', hasMasters: false, takesTokens: false },
  hub: { names: 'byOperator', hasMasters: false, takesTokens: false },
  unknown: { names: 'byOperator', hasMasters: false, takesTokens: true },
};

/** The type of an ACK One fleet's hub, which no API calls by one. */
export const hubType = 'AckOneHub';

export function isHub({ type }: { readonly type?: string | undefined }): boolean {
  return type === hubType;
}

/** Where hubs are listed, for all regions at once. */
export const hubsPlace = 'ack-one';

/** The part of a scan that names a cluster: its region's list, or that of hubs. */
export function listedIn(cluster: Pick<Cluster, 'type' | 'region'>): string {
  return isHub(cluster) ? hubsPlace : cluster.region;
}

/** Whoever may not list hubs still sees all clusters: it is said, and is no failure. */
export function isHubsRefusal({ region, error }: UnreadPlace): boolean {
  return region === hubsPlace && error.code === 'Forbidden';
}

interface UnreadPlace {
  readonly region: string | null;
  readonly error: AckringError;
}

/** The kind as people call it, from the API's `cluster_type` and `profile`. */
export function clusterKind({ type, profile }: Pick<Cluster, 'type' | 'profile'>): ClusterKind {
  if (type === 'Kubernetes') return 'dedicated';
  if (type === 'ExternalKubernetes') return 'registered';
  if (type === hubType) return 'hub';
  if (type !== 'ManagedKubernetes') return 'unknown';
  return managedKinds[profile.toLowerCase()] ?? 'managed';
}

/** Case-insensitive: the list says `LingJun`, the detail `Lingjun`. */
const managedKinds: Partial<Record<string, ClusterKind>> = {
  serverless: 'serverless',
  edge: 'edge',
  lingjun: 'lingjun',
  // Terraform's provider, data_source_alicloud_cs_kubernetes_version.go (2026).
  acs: 'acs',
};

/**
 * The edition that a managed cluster of any kind has, by the vendor's name for the API's `cluster_spec`; null where it
 * has none (DescribeClustersForRegion, SDK 7.2.0).
 */
export function clusterEdition({ type, spec }: Pick<Cluster, 'type' | 'spec'>): string | null {
  if (type !== 'ManagedKubernetes') return null;
  return editions[spec] ?? (spec.startsWith('ack.pro.') ? 'Pro' : null);
}

const editions: Partial<Record<string, string>> = {
  'ack.standard': 'Basic',
  'ack.pro.xlarge': 'Pro XL',
  'ack.pro.2xlarge': 'Pro 2XL',
  'ack.pro.4xlarge': 'Pro 4XL',
};
