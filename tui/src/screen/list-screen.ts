import type { AppState } from './app-state.js';
import { foundIds, type ListState, markedIds, selectedId } from './list.js';
import type { ListScreen } from './list-screens.js';
import type { ScreenName } from './screen-name.js';
import type { Sort } from './sorting.js';

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

/**
 * The rows of an action: the one whose details are open; else the marked ones, those too that the filter hides, if it
 * shows any of them; else the one under the cursor.
 */
export function chosenRows(state: AppState): readonly string[] {
  const { overlay } = state;
  if (overlay?.kind === 'details') return [overlay.row];
  const { list } = currentScreen(state);
  const shown = markedIds(list);
  if (shown.length > 0) return [...shown, ...hiddenMarks(state)];
  const selected = selectedId(list);
  return selected === null || list.groups.has(selected) ? [] : [selected];
}

/** The marked rows that an action on the chosen ones leaves out, since the filter hides them all. */
export function leftMarks(state: AppState): readonly string[] {
  if (state.overlay?.kind === 'details') return [];
  return markedIds(currentScreen(state).list).length > 0 ? [] : hiddenMarks(state);
}

/** The marked rows that the filter hides. */
export function hiddenMarks(state: AppState): readonly string[] {
  const { list, filter, rows } = currentScreen(state);
  if (filter === '' || list.marks.size === 0) return [];
  const found = new Set(foundIds(list));
  return rows.ids().filter((id) => list.marks.has(id) && !found.has(id));
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
