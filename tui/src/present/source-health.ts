import type { ClusterRef } from '@ackring/core/ports';

/** What one source of a scan said: a region, a cluster in it, or a kubeconfig file of this machine. */
export interface SourceHealth {
  readonly kind: 'region' | 'cluster' | 'file';
  readonly name: string;
  /** Set for a cluster: names are not unique. */
  readonly cluster: ClusterRef | null;
  readonly isUp: boolean;
}
