import type { AppState } from './app-state.js';
import { emptyList, type ListState } from './list.js';

/** The list of the screen that is shown; screens without one have an empty list. */
export function currentList(state: AppState): ListState {
  if (state.screen === 'clusters') return state.clusters.list;
  return state.screen === 'contexts' ? state.contexts.list : emptyList;
}

export function withCurrentList(state: AppState, change: (list: ListState) => ListState): AppState {
  switch (state.screen) {
    case 'clusters':
      return { ...state, clusters: { ...state.clusters, list: change(state.clusters.list) } };
    case 'contexts':
      return { ...state, contexts: { ...state.contexts, list: change(state.contexts.list) } };
    default:
      return state;
  }
}

export function hasMarks(state: AppState): boolean {
  return currentList(state).marks.size > 0;
}

export function clearMarks(state: AppState): AppState {
  return withCurrentList(state, (list) => ({ ...list, marks: new Set() }));
}
