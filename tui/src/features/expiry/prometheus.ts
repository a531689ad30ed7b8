import type { ExpiryEntry } from '@ackring/core/expiry';
import type { ClusterRef } from '@ackring/core/words';
import { prometheusText } from '../../shell/prometheus-text.js';

/**
 * The result of one source of a scan: a region, a cluster in it, a kubeconfig file of this machine, or a rotation's
 * sinks.
 */
export interface SourceHealth {
  readonly kind: 'region' | 'cluster' | 'file' | 'sinks';
  readonly name: string;
  /** Set for a cluster: names are not unique. */
  readonly cluster: ClusterRef | null;
  readonly isUp: boolean;
}

/**
 * For the textfile collector of Prometheus' node exporter: the absolute end of each kubeconfig, so that an alert
 * computes the time itself and an old file remains correct, and the health of every source.
 */
export function expiryPrometheus(
  entries: readonly ExpiryEntry[],
  sources: readonly SourceHealth[],
  now: Date,
): string {
  return prometheusText([
    {
      name: 'ackring_kubeconfig_not_after_seconds',
      help: 'When the kubeconfig ends, in Unix time.',
      samples: entries.map((entry) => ({ labels: labelsOf(entry), value: seconds(entry.notAfter) })),
    },
    {
      name: 'ackring_source_up',
      help: 'Whether the region or cluster answered, and the file could be read.',
      samples: sources.map((source) => ({ labels: sourceLabels(source), value: source.isUp ? 1 : 0 })),
    },
    {
      name: 'ackring_scan_seconds',
      help: 'When this was written, in Unix time.',
      samples: [{ labels: {}, value: seconds(now) }],
    },
  ]);
}

/** Together they identify one kubeconfig: the exporter refuses a file with duplicate samples. */
function labelsOf({ source, cluster, region, identity, context, file }: ExpiryEntry): Record<string, string> {
  return {
    source,
    cluster: cluster.name,
    cluster_id: cluster.id,
    region: region ?? '',
    identity: identity.name || identity.uid,
    uid: identity.uid,
    type: identity.type,
    state: identity.state,
    ...(context === null ? {} : { context }),
    ...(file === null ? {} : { file }),
  };
}

function sourceLabels({ kind, name, cluster }: SourceHealth): Record<string, string> {
  return {
    kind,
    source: name,
    ...(cluster === null ? {} : { cluster_id: cluster.id, region: cluster.region }),
  };
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
