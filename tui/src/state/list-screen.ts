import type { Sort } from '../screen/sorting.js';
import type { AppState } from './app-state.js';
import { filteredIds, type Searchable } from './filter.js';
import { emptyList, type ListState, withRows } from './list.js';
import { failedRegionRows } from './rows/cluster-rows.js';
import { orphanRows } from './rows/orphan-rows.js';
import { rowsOf } from './rows/rows-of.js';
import type { ScreenName } from './screen-name.js';

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

/** Rows made anew after what they come from changed. */
export function rebuild(state: AppState, ...names: readonly ScreenName[]): AppState {
  return names.reduce(
    (next, name) => refilter(withScreen(next, name, { rows: rowsOf[name](next) }), name),
    state,
  );
}

const extraRows: Partial<Readonly<Record<ScreenName, (state: AppState) => readonly string[]>>> = {
  clusters: failedRegionRows,
  contexts: orphanRows,
};

/** The rows the filter lets through; what failed or is left over is told of as long as nothing is sought. */
export function refilter(state: AppState, name: ScreenName): AppState {
  const { filter, rows, list } = state.lists[name];
  const extra = filter === '' ? (extraRows[name]?.(state) ?? []) : [];
  return withScreen(state, name, { list: withRows(list, [...filteredIds(filter, rows), ...extra]) });
}

/** Filters the screen that is shown. */
export function setFilter(state: AppState, filter: string): AppState {
  return refilter(withScreen(state, state.screen, { filter }), state.screen);
}

export function setSort(state: AppState, sort: Sort): AppState {
  return rebuild(withScreen(state, state.screen, { sort }), state.screen);
}
