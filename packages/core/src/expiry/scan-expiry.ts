import type { Cluster } from '../cluster.js';
import { type AckringError, toAckringError } from '../errors.js';
import { concurrently } from '../fleet/concurrently.js';
import type { Ack } from '../ports.js';
import { type ExpiryEntry, serverExpiry } from './expiry-entry.js';

/** A cluster's answer, as it comes. */
export type ExpiryEvent =
  | { readonly kind: 'entries'; readonly cluster: Cluster; readonly entries: readonly ExpiryEntry[] }
  | { readonly kind: 'failed'; readonly cluster: Cluster; readonly error: AckringError };

export interface ScanExpiryOptions {
  readonly ack: Pick<Ack, 'listKubeconfigStates'>;
  readonly clusters: readonly Cluster[];
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  /** Clusters asked at once; default 16. */
  readonly concurrency?: number;
}

/** Asks every cluster who holds a kubeconfig and until when; a cluster that fails is an event. */
export async function* scanExpiry(options: ScanExpiryOptions): AsyncGenerator<ExpiryEvent, void> {
  const { ack, clusters, now, signal, concurrency = 16 } = options;
  const ask = async (cluster: Cluster): Promise<ExpiryEvent> => {
    try {
      const states = await ack.listKubeconfigStates(cluster, signal);
      return { kind: 'entries', cluster, entries: serverExpiry(states, now) };
    } catch (error) {
      return { kind: 'failed', cluster, error: toAckringError(error) };
    }
  };
  // A Swarm cluster, or one being deleted, answers for itself: its failure or emptiness is the truth.
  yield* concurrently(clusters, concurrency, ask);
}
