import type { Cluster } from '@ackring/core/cluster';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { AppState } from './app-state.js';
import { chosenIds, selectedId } from './list.js';

/** The clusters an action is for: the marked ones, else the one under the cursor. */
export function chosenClusters(state: AppState): readonly Cluster[] {
  if (state.screen !== 'clusters') return [];
  return chosenIds(state.clusters.list).flatMap((id) => state.fleet.clusters.get(id) ?? []);
}

/** The contexts an action is for; on the Clusters screen, those that lead to the chosen clusters. */
export function chosenContexts(state: AppState): readonly ContextEntry[] {
  if (state.screen === 'contexts') {
    return chosenIds(state.contexts.list).flatMap((id) => state.kubeconfigs.entries.get(id) ?? []);
  }
  return chosenClusters(state).flatMap(({ id }) => state.kubeconfigs.byCluster.get(id) ?? []);
}

/** The row under the cursor of the screen that is shown. */
export function currentRow(state: AppState): string | null {
  if (state.screen === 'clusters') return selectedId(state.clusters.list);
  return state.screen === 'contexts' ? selectedId(state.contexts.list) : null;
}
