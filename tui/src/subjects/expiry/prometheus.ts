import type { ExpiryEntry } from '@ackring/core/expiry';
import type { Metric } from '@ackring/core/rotation';
import type { ClusterRef } from '@ackring/core/words';

/**
 * The result of one source of a scan: an account that did not answer, a region, a cluster in it, a kubeconfig file of
 * this machine, or a rotation's sinks.
 */
export interface SourceHealth {
  readonly kind: 'account' | 'region' | 'cluster' | 'file' | 'sinks';
  readonly name: string;
  /** Set for a cluster: names are not unique. */
  readonly cluster: ClusterRef | null;
  readonly isUp: boolean;
  /** Whose region or cluster it is, by its profile, where several accounts were asked. */
  readonly account?: string | null;
}

/**
 * The absolute end of each kubeconfig, so that an alert computes the time itself and old data remain correct, and the
 * health of every source. `at` is when they were read, null for never. The names are a contract.
 */
export function expiryMetrics(
  entries: readonly ExpiryEntry[],
  sources: readonly SourceHealth[],
  at: Date | null,
): readonly Metric[] {
  return [
    {
      name: 'ackring_kubeconfig_not_after_seconds',
      help: 'When the kubeconfig ends, in Unix time.',
      samples: entries.map((entry) => ({ labels: labelsOf(entry), value: seconds(entry.notAfter) })),
    },
    {
      name: 'ackring_kubeconfig_renewable_from_seconds',
      help: 'When its window opens, by its own life, in Unix time; of long-term ones.',
      samples: entries.flatMap((entry) =>
        entry.renewableFrom === null
          ? []
          : [{ labels: labelsOf(entry), value: seconds(entry.renewableFrom) }],
      ),
    },
    {
      name: 'ackring_source_up',
      help: 'Whether the region or cluster answered, and the file could be read.',
      samples: sources.map((source) => ({ labels: sourceLabels(source), value: source.isUp ? 1 : 0 })),
    },
    {
      name: 'ackring_scan_seconds',
      help: 'When this was read, in Unix time.',
      samples: at === null ? [] : [{ labels: {}, value: seconds(at) }],
    },
  ];
}

/**
 * Together they identify one kubeconfig. What consumers of sinks
 * and this machine's files have is held; the server's record is what it issued last.
 */
function labelsOf(entry: ExpiryEntry): Record<string, string> {
  const { source, cluster, region, identity, context, file, account } = entry;
  return {
    source: source === 'server' ? 'server' : 'held',
    cluster: cluster.name,
    cluster_id: cluster.id,
    region: region ?? '',
    identity: identity.name || identity.uid,
    uid: identity.uid,
    type: identity.type,
    state: identity.state,
    life: entry.isTemporary ? 'temporary' : 'long-term',
    ...(account === undefined ? {} : { account: account.id ?? account.profile }),
    ...(context === null ? {} : { context }),
    ...(file === null ? {} : { file }),
  };
}

function sourceLabels({ kind, name, cluster, account = null }: SourceHealth): Record<string, string> {
  return {
    kind,
    source: name,
    ...(account === null ? {} : { account }),
    ...(cluster === null ? {} : { cluster_id: cluster.id, region: cluster.region }),
  };
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
