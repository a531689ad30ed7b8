import type { ContextEntry } from '@ackring/core/kubeconfig';
import type { Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Disabled } from '../../screen/binding.js';
import { localDay } from '../../screen/drawing/times.js';
import { type JobItem, startJob } from '../../screen/job.js';
import { step } from '../../screen/step.js';
import { chosenContexts } from '../contexts/kubeconfigs.js';
import { askedAnew } from './dialog.js';
import { fetchMany } from './tasks.js';

const canRenew: Disabled = (state, { reasons }) => {
  if (state.job !== null) return reasons.underWay;
  const contexts = chosenContexts(state);
  const [first] = contexts;
  if (first === undefined) return reasons.noContextYet;
  if (contexts.some((entry) => renewability(state, entry).kind === 'renewable')) return null;
  const why = renewability(state, first);
  switch (why.kind) {
    case 'early':
      return reasons.windowOpens(localDay(why.from, state.timeZone));
    case 'renewable':
      return null;
    case 'noCertificate':
    case 'notOurs':
    case 'temporary':
    case 'unknownCluster':
      return reasons.notRenewable[why.kind];
  }
};

export const renewChosen: Action = {
  action: 'renew',
  isChanging: true,
  disabled: canRenew,
  does: (state) => {
    const items = renewItems(state, chosenContexts(state));
    return step({ ...state, job: startJob('renew', items.length) }, fetchMany(items));
  },
};

/** Whether a new certificate can be had for a context, or why not. */
type Renewability =
  | { readonly kind: 'renewable'; readonly cluster: Cluster }
  | { readonly kind: 'early'; readonly from: Date }
  | { readonly kind: 'temporary' | 'noCertificate' | 'notOurs' | 'unknownCluster' };

/** Only a long-term certificate of a known ACK cluster inside its window is given anew. */
function renewability(state: AppState, entry: ContextEntry): Renewability {
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
function renewItems(state: AppState, entries: readonly ContextEntry[]): readonly JobItem[] {
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
