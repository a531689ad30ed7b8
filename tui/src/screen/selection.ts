import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Cluster } from '@ackring/core/words/cluster';
import { knownCluster } from '../features/clusters/detail-answers.js';
import type { AppState } from './app-state.js';
import { chosenIds, selectedId } from './list.js';
import { currentScreen } from './list-screen.js';

/** The row under the cursor of the screen that is shown. */
export function currentRow(state: AppState): string | null {
  return selectedId(currentScreen(state).list);
}

/** The rows an action is for: the marked ones, else the one under the cursor. */
export function chosenRows(state: AppState): readonly string[] {
  return chosenIds(currentScreen(state).list);
}

/** The clusters an action is for; on Expiry and Rotation, those of the chosen rows. */
export function chosenClusters(state: AppState): readonly Cluster[] {
  const ids = chosenRows(state).map((id) => clusterIdOf(state, id));
  return [...new Set(ids)].flatMap((id) => (id === null ? [] : (knownCluster(state, id) ?? [])));
}

/** The contexts an action is for; away from the Contexts screen, those that lead to the chosen clusters. */
export function chosenContexts(state: AppState): readonly ContextEntry[] {
  if (state.screen === 'contexts') {
    return chosenRows(state).flatMap((id) => state.kubeconfigs.entries.get(id) ?? []);
  }
  return chosenClusters(state).flatMap(({ id }) => state.kubeconfigs.byCluster.get(id) ?? []);
}

function clusterIdOf(state: AppState, row: string): string | null {
  switch (state.screen) {
    case 'clusters':
      return row;
    case 'expiry':
    case 'rotation':
      // Other views than the plan have rows that lead to no cluster, and find none.
      return row.split('/')[0] ?? null;
    case 'contexts':
      return state.kubeconfigs.entries.get(row)?.ack?.clusterId ?? null;
    case 'access':
      return state.access.grouping === 'identity' ? null : (row.split('/')[0] ?? null);
    case 'activity':
      return null;
  }
}
