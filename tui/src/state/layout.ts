import type { AppState } from './app-state.js';
import { settle } from './list.js';

/** Lines around a list: header, crumbs, column titles above; message and keys below. */
const linesAroundList = 5;

/** Rows of a list that fit on the screen. */
export function listHeight({ size }: AppState): number {
  return Math.max(1, size.rows - linesAroundList);
}

/** Lines between the crumbs and the message line. */
export function bodyHeight({ size }: AppState): number {
  return Math.max(1, size.rows - linesAroundList + 1);
}

/** Brings every list's window over its cursor. */
export function settleAll(state: AppState): AppState {
  const height = listHeight(state);
  const clusters = settle(state.clusters.list, height);
  const contexts = settle(state.contexts.list, height);
  if (clusters === state.clusters.list && contexts === state.contexts.list) return state;
  return {
    ...state,
    clusters: { ...state.clusters, list: clusters },
    contexts: { ...state.contexts, list: contexts },
  };
}
