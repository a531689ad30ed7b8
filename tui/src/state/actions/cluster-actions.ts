import { contextId } from '../context-id.js';
import { openFetchDialog } from '../fetch-dialog.js';
import { replan } from '../fetch-plan.js';
import { withAnswers } from '../kubeconfigs.js';
import { chosenClusters, chosenContexts } from '../selection.js';
import { step, type Transition } from '../step.js';

export const clusterActions = {
  fetch: (state) => {
    const [cluster] = chosenClusters(state);
    if (cluster === undefined) return step(state);
    return replan({ ...state, overlay: openFetchDialog(cluster, state.settings) });
  },
  verify: (state) => {
    const entries = chosenContexts(state);
    const asking = entries.map((entry) => [contextId(entry), 'asking'] as const);
    const kubeconfigs = withAnswers(state.kubeconfigs, asking);
    return step({ ...state, kubeconfigs }, { kind: 'verify', entries });
  },
} satisfies Record<string, Transition>;
