import type { AppState } from './app-state.js';
import { features } from './feature.js';
import { filteredIds } from './filter.js';
import { withRows } from './list.js';
import { withScreen } from './list-screen.js';
import { type ScreenName, screenNames } from './screen-name.js';

/** The rows of every screen after a step: made, sorted and filtered anew where something else is to be shown. */
export function withRowsOf(before: AppState, state: AppState): AppState {
  return screenNames.reduce((next, name) => withRowsOfScreen(before, next, name), state);
}

function withRowsOfScreen(before: AppState, state: AppState, name: ScreenName): AppState {
  const { rows: make, extraRows, madeOf } = features().views[name];
  const [was, is] = [before.lists[name], state.lists[name]];
  const parts = madeOf(state);
  const isMade = was.sort === is.sort && madeOf(before).every((part, index) => part === parts[index]);
  if (isMade && was.filter === is.filter) return state;
  const rows = isMade ? is.rows : make(state);
  const others = is.filter === '' ? (extraRows?.(state) ?? []) : [];
  return withScreen(state, name, {
    rows,
    list: withRows(is.list, [...filteredIds(is.filter, rows), ...others]),
  });
}
