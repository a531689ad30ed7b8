import type { AppState, ScreenName } from './app-state.js';
import type { Found } from './filter.js';
import type { Grouping } from './groups.js';
import { chosenIds, emptyList, type ListState, selectedId } from './list.js';
import { noRows, type Rows } from './rows.js';
import type { Sort } from './sorting.js';

/** A screen's own part of the state: its rows, the filtered ones, and the cursor. */
interface ListScreen {
  readonly list: ListState;
  /** Every row in sort order, prepared for the filter. */
  readonly rows: Rows;
  readonly filter: string;
  /** The input of the rows, and the filter applied to them. */
  readonly made: readonly unknown[];
  readonly sought: string;
  /** How the filter found the visible rows. */
  readonly found: Pick<Found, 'unknown' | 'lit'>;
  readonly sort: Sort;
  /** Null for an ungrouped list. */
  readonly grouping: Grouping | null;
  /** The row that the cursor moves to once it exists: the result of an operation. Any key before that cancels it. */
  readonly pursued: string | null;
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
  return {
    list: emptyList,
    rows: noRows,
    made: [],
    sought: '',
    filter: '',
    found: { unknown: null, lit: [] },
    sort,
    grouping: null,
    pursued: null,
  };
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

/** Filters the shown screen; its rows follow at the end of the step. */
export function setFilter(state: AppState, filter: string): AppState {
  return withScreen(state, state.screen, { filter });
}

export function setSort(state: AppState, sort: Sort): AppState {
  return withScreen(state, state.screen, { sort });
}

/** The row under the cursor of the shown screen. */
export function currentRow(state: AppState): string | null {
  return selectedId(currentScreen(state).list);
}

/** The rows of an action: the marked ones, else the one under the cursor. */
export function chosenRows(state: AppState): readonly string[] {
  return chosenIds(currentScreen(state).list);
}

export function hasMarks(state: AppState): boolean {
  return currentScreen(state).list.marks.size > 0;
}

/** Moves a screen's cursor to a row, now or when the row exists. */
export function pursue(state: AppState, screen: ScreenName, row: string): AppState {
  return withScreen(state, screen, { pursued: row });
}

/** Unmarks finished rows, on whatever screen they were marked. */
export function unmark(state: AppState, isDone: (screen: ScreenName, row: string) => boolean): AppState {
  const marked = Object.entries(state.lists).filter(([, { list }]) => list.marks.size > 0);
  return marked.reduce((next, [name, { list }]) => {
    const screen = name as ScreenName;
    const marks = new Set([...list.marks].filter((row) => !isDone(screen, row)));
    return marks.size === list.marks.size ? next : withScreen(next, screen, { list: { ...list, marks } });
  }, state);
}

export function clearMarks(state: AppState): AppState {
  return withCurrentList(state, (list) => ({ ...list, marks: new Set() }));
}
