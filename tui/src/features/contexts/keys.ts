import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { localDay } from '../../screen/drawing/local-time.js';
import { startJob } from '../../screen/job.js';
import { mark, markAll, rowIsSelected } from '../../screen/list-keys.js';
import { step } from '../../screen/step.js';
import { chosenClusters, chosenContexts } from '../clusters/selection.js';
import { openRow } from '../details/open.js';
import { fetchChosen } from '../fetch/keys.js';
import { fetchMany } from '../fetch/tasks.js';
import { bestContext, withAnswers } from './kubeconfigs.js';
import { renewability, renewItems } from './renewing.js';
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
