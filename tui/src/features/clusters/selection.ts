import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Cluster } from '@ackring/core/words/cluster';
import type { AppState } from '../../screen/app-state.js';
import { viewOf } from '../../screen/feature.js';
import { chosenRows } from '../../screen/selection.js';
import { knownCluster } from './detail-answers.js';

/** The clusters an action is for; on Expiry and Rotation, those of the chosen rows. */
export function chosenClusters(state: AppState): readonly Cluster[] {
  const ids = chosenRows(state).map((id) => viewOf(state).clusterOf(state, id));
  return [...new Set(ids)].flatMap((id) => (id === null ? [] : (knownCluster(state, id) ?? [])));
}

/** The contexts an action is for; away from the Contexts screen, those that lead to the chosen clusters. */
export function chosenContexts(state: AppState): readonly ContextEntry[] {
  if (state.screen === 'contexts') {
    return chosenRows(state).flatMap((id) => state.kubeconfigs.entries.get(id) ?? []);
  }
  return chosenClusters(state).flatMap(({ id }) => state.kubeconfigs.byCluster.get(id) ?? []);
}
