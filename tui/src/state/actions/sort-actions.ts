import type { AppState } from '../app-state.js';
import { type ClusterColumn, rebuildClusters } from '../cluster-rows.js';
import { type ContextColumn, rebuildContexts } from '../context-rows.js';
import { sortBy } from '../sorting.js';
import { step, type Transition } from '../step.js';

export const sortActions = {
  sortName: (state) => step(sorted(state, 'name', 'name')),
  sortRegion: (state) => step(sorted(state, 'region', null)),
  sortKind: (state) => step(sorted(state, 'kind', null)),
  sortVersion: (state) => step(sorted(state, 'version', null)),
  sortState: (state) => step(sorted(state, 'state', null)),
  sortLife: (state) => step(sorted(state, 'life', 'left')),
  sortServer: (state) => step(sorted(state, null, 'server')),
  sortFile: (state) => step(sorted(state, null, 'file')),
} satisfies Record<string, Transition>;

function sorted(state: AppState, cluster: ClusterColumn | null, context: ContextColumn | null): AppState {
  if (state.screen === 'clusters' && cluster !== null) {
    const sort = sortBy(state.clusters.sort, cluster);
    return rebuildClusters({ ...state, clusters: { ...state.clusters, sort } });
  }
  if (state.screen === 'contexts' && context !== null) {
    const sort = sortBy(state.contexts.sort, context);
    return rebuildContexts({ ...state, contexts: { ...state.contexts, sort } });
  }
  return state;
}
