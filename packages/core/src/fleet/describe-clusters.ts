import type { Cluster } from '../cluster.js';
import { type AckringError, toAckringError } from '../errors.js';
import type { Ack, ClusterDetail } from '../ports.js';
import { throwIfCancelled } from '../retry.js';
import { concurrently } from './concurrently.js';

/** One cluster's detail, or why it could not be had: a cluster of another account refuses for itself alone. */
export type DescribeEvent =
  | { readonly kind: 'described'; readonly cluster: ClusterDetail }
  | { readonly kind: 'failed'; readonly cluster: Cluster; readonly error: AckringError };

export interface DescribeOptions {
  readonly ack: Pick<Ack, 'describeCluster'>;
  /** In the order in which they are asked for: what somebody looks at comes first. */
  readonly clusters: readonly Cluster[];
  readonly signal?: AbortSignal | undefined;
  /** Details asked for at once; default 8. The limiter of the API decides the pace. */
  readonly concurrency?: number;
}

/**
 * Details as they come, one call a cluster: the list of a region has no endpoints. A cluster that fails is an
 * event; throws Cancelled only, and then begins nothing more.
 */
export async function* describeClusters(options: DescribeOptions): AsyncGenerator<DescribeEvent, void> {
  const { ack, clusters, signal, concurrency = 8 } = options;
  const ask = async (cluster: Cluster): Promise<DescribeEvent> => {
    try {
      return { kind: 'described', cluster: await ack.describeCluster(cluster, signal) };
    } catch (error) {
      return { kind: 'failed', cluster, error: toAckringError(error) };
    }
  };
  for await (const event of concurrently(clusters, concurrency, ask)) {
    throwIfCancelled(signal);
    yield event;
  }
}
