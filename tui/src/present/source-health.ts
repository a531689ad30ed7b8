import type { ClusterRef } from '@ackring/core/ports';

/** What one source of a scan said: a region, a cluster in it, a kubeconfig file of this machine, or a rotation's sinks. */
export interface SourceHealth {
  readonly kind: 'region' | 'cluster' | 'file' | 'sinks';
  readonly name: string;
  /** Set for a cluster: names are not unique. */
  readonly cluster: ClusterRef | null;
  readonly isUp: boolean;
}
