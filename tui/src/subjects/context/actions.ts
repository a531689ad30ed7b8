import type { Action, Disabled } from '../../screen/binding.js';
import { chosenClusterIds } from '../../screen/feature.js';
import { startJob } from '../../screen/job.js';
import { step } from '../../screen/step.js';
import { bestContext, chosenContexts, noneOfTheirs, withAnswers } from './kubeconfigs.js';
import { contextId } from './table.js';
import { showYaml, verify } from './tasks.js';

const hasContext: Disabled = (state, messages) => {
  const { reasons } = messages;
  if (chosenContexts(state).length > 0) return null;
  const theirs = noneOfTheirs(state, messages);
  if (theirs !== null) return theirs;
  const { screen, fleet } = state;
  const hasCluster = screen === 'contexts' || chosenClusterIds(state).some((id) => fleet.clusters.has(id));
  if (!hasCluster) return reasons.noCluster;
  return state.readOnly === null ? reasons.noContext : reasons.noContextYet;
};

export const verifyChosen: Action = {
  action: 'verify',
  command: 'verify',
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

export const showChosenYaml: Action = {
  action: 'yaml',
  disabled: hasContext,
  does: (state) => {
    const [first] = chosenContexts(state);
    if (first === undefined) return step(state);
    const isRow = state.screen === 'contexts' || first.ack === null;
    const best = isRow ? null : bestContext(state.kubeconfigs, first.ack.clusterId);
    return step(state, showYaml(best ?? first));
  },
};
