import type { AppState } from './app-state.js';
import { filterClusters } from './cluster-rows.js';
import { filterContexts } from './context-rows.js';

/** The filter of the screen that is shown. */
export function currentFilter(state: AppState): string {
  if (state.screen === 'clusters') return state.clusters.filter;
  return state.screen === 'contexts' ? state.contexts.filter : '';
}

/** Filters the screen that is shown. */
export function setFilter(state: AppState, filter: string): AppState {
  switch (state.screen) {
    case 'clusters':
      return filterClusters({ ...state, clusters: { ...state.clusters, filter } });
    case 'contexts':
      return filterContexts({ ...state, contexts: { ...state.contexts, filter } });
    default:
      return state;
  }
}
