import type { AppState } from './app-state.js';
import type { Searchable } from './filter.js';
import { emptyList, type ListState } from './list.js';
import type { ScreenName } from './screen-name.js';
import type { Sort } from './sorting.js';

/** A screen's own part of the state: its rows, what the filter lets through, and where the cursor is. */
export interface ListScreen {
  readonly list: ListState;
  /** Every row in the order of the sort, with the text the filter looks at. */
  readonly rows: readonly Searchable[];
  readonly filter: string;
  readonly sort: Sort;
}

export type ListScreens = Readonly<Record<ScreenName, ListScreen>>;

const startSorts: Readonly<Record<ScreenName, Sort>> = {
  clusters: { column: 'region', isDescending: false },
  contexts: { column: 'life', isDescending: false },
  expiry: { column: 'end', isDescending: false },
  access: { column: 'end', isDescending: false },
  rotation: { column: 'decision', isDescending: false },
  activity: { column: 'time', isDescending: true },
};

function emptyScreen(sort: Sort): ListScreen {
  return { list: emptyList, rows: [], filter: '', sort };
}

export const emptyListScreens: ListScreens = {
  clusters: emptyScreen(startSorts.clusters),
  contexts: emptyScreen(startSorts.contexts),
  expiry: emptyScreen(startSorts.expiry),
  access: emptyScreen(startSorts.access),
  rotation: emptyScreen(startSorts.rotation),
  activity: emptyScreen(startSorts.activity),
};

/** The part of the screen that is shown. */
export function currentScreen(state: AppState): ListScreen {
  return state.lists[state.screen];
}

export function withScreen(state: AppState, name: ScreenName, change: Partial<ListScreen>): AppState {
  return { ...state, lists: { ...state.lists, [name]: { ...state.lists[name], ...change } } };
}

/** Changes the list of the screen that is shown. */
export function withCurrentList(state: AppState, change: (list: ListState) => ListState): AppState {
  return withScreen(state, state.screen, { list: change(currentScreen(state).list) });
}

/** Filters the screen that is shown; its rows follow at the end of the step. */
export function setFilter(state: AppState, filter: string): AppState {
  return withScreen(state, state.screen, { filter });
}

export function setSort(state: AppState, sort: Sort): AppState {
  return withScreen(state, state.screen, { sort });
}
