import type { ContextEntry } from '@ackring/core/kubeconfig';
import type { Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { localDay } from '../../screen/drawing/times.js';
import { type JobItem, startJob } from '../../screen/job.js';
import { mark, markAll, openRow, rowIsSelected } from '../../screen/list-keys.js';
import { step } from '../../screen/step.js';
import { chosenClusters, chosenContexts } from '../clusters/rows.js';
import { askedAnew } from '../fetch/dialog.js';
import { fetchChosen } from '../fetch/keys.js';
import { fetchMany } from '../fetch/tasks.js';
import { bestContext, withAnswers } from './kubeconfigs.js';
import { contextId } from './table.js';
import { edit, showYaml, verify } from './tasks.js';

const hasContext: Disabled = (state, { reasons }) => {
  if (chosenContexts(state).length > 0) return null;
  return state.readOnly === null ? reasons.noContext : reasons.noContextYet;
};

export const verifyChosen: Action = {
  action: 'verify',
  disabled: (state, messages) =>
    state.job === null ? hasContext(state, messages) : messages.reasons.underWay,
  does: (state) => {
    const entries = chosenContexts(state);
    const asking = entries.map((entry) => [contextId(entry), 'asking'] as const);
    const kubeconfigs = withAnswers(state.kubeconfigs, asking);
    const job = entries.length > 1 ? startJob('verify', entries.length) : state.job;
    return step({ ...state, kubeconfigs, job }, verify(entries));
  },
};

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

export const showChosenYaml: Action = {
  action: 'yaml',
  disabled: hasContext,
  does: (state) => {
    const [cluster] = chosenClusters(state);
    const best = cluster === undefined ? null : bestContext(state.kubeconfigs, cluster.id);
    const entry = state.screen === 'contexts' ? chosenContexts(state)[0] : (best ?? chosenContexts(state)[0]);
    return entry === undefined ? step(state) : step(state, showYaml(entry));
  },
};

const editFile: Action = {
  action: 'edit',
  isChanging: true,
  disabled: rowIsSelected,
  does: (state) => {
    const [entry] = chosenContexts(state);
    return entry === undefined ? step(state) : step(state, edit(entry.file));
  },
};

const scope = 'contexts';

export const contextKeys: readonly Binding[] = [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: true },
  { ...renewChosen, scope, keys: ['r'], isInFooter: true },
  { ...fetchChosen, scope, keys: ['f'] },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...showChosenYaml, scope, keys: ['y'], isInFooter: true },
  { ...editFile, scope, keys: ['e'] },
];

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
