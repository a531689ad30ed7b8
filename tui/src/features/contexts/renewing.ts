import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Cluster } from '@ackring/core/words/cluster';
import type { AppState } from '../../screen/app-state.js';
import type { JobItem } from '../../screen/job.js';
import { askedAnew } from '../fetch/dialog.js';

/** Whether a new certificate can be had for a context, or why not. */
export type Renewability =
  | { readonly kind: 'renewable'; readonly cluster: Cluster }
  | { readonly kind: 'early'; readonly from: Date }
  | { readonly kind: 'temporary' | 'noCertificate' | 'notOurs' | 'unknownCluster' };

/** Only a long-term certificate of a known ACK cluster inside its window is given anew. */
export function renewability(state: AppState, entry: ContextEntry): Renewability {
  const { credential, ack, status, renewableFrom } = entry;
  if (credential.kind !== 'certificate') return { kind: 'noCertificate' };
  if (ack === null) return { kind: 'notOurs' };
  if (status === 'temporary') return { kind: 'temporary' };
  const cluster = state.fleet.clusters.get(ack.clusterId);
  if (cluster === undefined) return { kind: 'unknownCluster' };
  if (renewableFrom !== null && renewableFrom > state.now) return { kind: 'early', from: renewableFrom };
  return { kind: 'renewable', cluster };
}

/** The renewal of each context that can be renewed: into its own file, under its own name. */
export function renewItems(state: AppState, entries: readonly ContextEntry[]): readonly JobItem[] {
  return entries.flatMap((entry) => {
    const found = renewability(state, entry);
    if (found.kind !== 'renewable' || entry.credential.kind !== 'certificate') return [];
    return [
      {
        notAfter: entry.credential.notAfter,
        request: {
          cluster: askedAnew(found.cluster),
          durationMinutes: null,
          access: entry.ack?.access ?? 'auto',
          destination: { kind: 'merge', file: entry.file },
          contextName: entry.context,
          use: false,
          verify: true,
        },
      },
    ];
  });
}
