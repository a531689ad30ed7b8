import { isServing } from '@ackring/core/words/cluster';
import { startJob } from '../../screen/job.js';
import { chosenClusters, chosenContexts } from '../../screen/selection.js';
import { step, type Transition } from '../../screen/step.js';
import { openFetchDialog } from '../fetch/dialog.js';
import { openFetch } from '../fetch/plan.js';
import { fetchMany } from '../fetch/tasks.js';
import { bestContext, withAnswers } from './kubeconfigs.js';
import { renewItems } from './renewing.js';
import { contextId } from './table.js';
import { edit, showYaml, verify } from './tasks.js';

export const kubeconfigActions = {
  fetch: (state) => {
    const serving = chosenClusters(state).filter((cluster) => isServing(cluster.state));
    const [cluster, ...others] = serving;
    if (cluster === undefined) return step(state);
    return openFetch(state, openFetchDialog(cluster, state.settings, others));
  },
  verify: (state) => {
    const entries = chosenContexts(state);
    const asking = entries.map((entry) => [contextId(entry), 'asking'] as const);
    const kubeconfigs = withAnswers(state.kubeconfigs, asking);
    const job = entries.length > 1 ? startJob('verify', entries.length) : state.job;
    return step({ ...state, kubeconfigs, job }, verify(entries));
  },
  renew: (state) => {
    const items = renewItems(state, chosenContexts(state));
    return step({ ...state, job: startJob('renew', items.length) }, fetchMany(items));
  },
  yaml: (state) => {
    const [cluster] = chosenClusters(state);
    const best = cluster === undefined ? null : bestContext(state.kubeconfigs, cluster.id);
    const entry = state.screen === 'contexts' ? chosenContexts(state)[0] : (best ?? chosenContexts(state)[0]);
    return entry === undefined ? step(state) : step(state, showYaml(entry));
  },
  edit: (state) => {
    const [entry] = chosenContexts(state);
    return entry === undefined ? step(state) : step(state, edit(entry.file));
  },
} satisfies Record<string, Transition>;
