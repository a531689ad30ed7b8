import { concurrently, inOrderOf } from '../cloud/concurrently.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster } from '../words/cluster.js';
import { type AckringError, toAckringError } from '../words/errors.js';

/** Another account's cluster, or one without an audit log, refuses only for itself. */
export interface ClusterFailure {
  readonly kind: 'failed';
  readonly cluster: Cluster;
  readonly error: AckringError;
}

export interface AskEachOptions {
  /** Clusters asked at once. The API's limiter sets the pace. */
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks something about each cluster, in their order, and yields the answers as they arrive. A failing cluster is an
 * event; throws Cancelled only, and then starts no more calls.
 */
export async function* askEach<Answer>(
  clusters: readonly Cluster[],
  { concurrency, signal }: AskEachOptions,
  ask: (cluster: Cluster) => Promise<Answer>,
): AsyncGenerator<Answer | ClusterFailure, void> {
  const asked = async (cluster: Cluster): Promise<Answer | ClusterFailure> => {
    try {
      return await ask(cluster);
    } catch (error) {
      return { kind: 'failed', cluster, error: toAckringError(error) };
    }
  };
  for await (const event of concurrently(clusters, concurrency, asked)) {
    throwIfCancelled(signal);
    yield event;
  }
}

/** Events about these clusters, one each, in their order: what arrives early waits for those before it. */
export function inClusterOrder<Event extends { readonly cluster: { readonly id: string } }>(
  clusters: readonly Cluster[],
  events: AsyncIterable<Event>,
): AsyncGenerator<Event, void> {
  return inOrderOf(
    clusters.map(({ id }) => id),
    events,
    ({ cluster }) => cluster.id,
  );
}
