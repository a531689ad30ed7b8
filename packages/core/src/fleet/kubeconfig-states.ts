import type { Cluster } from '../cluster.js';
import { type AckringError, toAckringError } from '../errors.js';
import type { Ack, KubeconfigState } from '../ports.js';
import { throwIfCancelled } from '../retry.js';
import { concurrently } from './concurrently.js';

/** Who holds a kubeconfig of one cluster, or why that could not be learnt. */
export type KubeconfigStatesEvent =
  | { readonly kind: 'states'; readonly cluster: Cluster; readonly states: readonly KubeconfigState[] }
  | { readonly kind: 'failed'; readonly cluster: Cluster; readonly error: AckringError };

export interface KubeconfigStatesOptions {
  readonly ack: Pick<Ack, 'listKubeconfigStates'>;
  readonly clusters: readonly Cluster[];
  readonly signal?: AbortSignal;
  /** Clusters asked at once; default 16. The limiter of the API decides the pace. */
  readonly concurrency?: number;
}

/**
 * The kubeconfig states of every cluster as they come, one event a cluster, nothing kept: a fleet of 10,000
 * needs no more memory than its reader. A cluster that fails is an event; throws Cancelled only.
 */
export async function* scanKubeconfigStates(
  options: KubeconfigStatesOptions,
): AsyncGenerator<KubeconfigStatesEvent, void> {
  const { ack, clusters, signal, concurrency = 16 } = options;
  const ask = async (cluster: Cluster): Promise<KubeconfigStatesEvent> => {
    try {
      return { kind: 'states', cluster, states: await ack.listKubeconfigStates(cluster, signal) };
    } catch (error) {
      return { kind: 'failed', cluster, error: toAckringError(error) };
    }
  };
  for await (const event of concurrently(clusters, concurrency, ask)) {
    throwIfCancelled(signal);
    yield event;
  }
}
