import type { ExpiryEntry } from '@ackring/core/expiry/expiry-entry';
import type { SourceHealth } from './source-health.js';

/**
 * The textfile of Prometheus' node exporter: the absolute end of each kubeconfig, so that an alert counts the
 * time itself and an old file still tells the truth, and the health of every source beside it.
 */
export function expiryPrometheus(
  entries: readonly ExpiryEntry[],
  sources: readonly SourceHealth[],
  now: Date,
): string {
  const lines = [
    '# HELP ackring_kubeconfig_not_after_seconds When the kubeconfig ends, in Unix time.',
    '# TYPE ackring_kubeconfig_not_after_seconds gauge',
    ...entries.map((entry) =>
      sample('ackring_kubeconfig_not_after_seconds', labelsOf(entry), seconds(entry.notAfter)),
    ),
    '# HELP ackring_source_up Whether the region or cluster answered, and the file could be read.',
    '# TYPE ackring_source_up gauge',
    ...sources.map((source) => sample('ackring_source_up', sourceLabels(source), source.isUp ? 1 : 0)),
    '# HELP ackring_scan_seconds When this was written, in Unix time.',
    '# TYPE ackring_scan_seconds gauge',
    sample('ackring_scan_seconds', {}, seconds(now)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Together they name one kubeconfig: the exporter refuses a file in which two samples have the same. */
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

function sample(name: string, labels: Record<string, string>, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
