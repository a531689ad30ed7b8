import type { AppState } from './app-state.js';
import { viewOf } from './feature.js';
import { settle } from './list.js';
import { currentScreen, withScreen } from './list-screen.js';

/** In a window this low the tabs are on the line of the title. */
export function isLow({ size }: Pick<AppState, 'size'>): boolean {
  return size.rows < 20;
}

/** Header, tabs and title. */
export function linesAboveBody(state: Pick<AppState, 'size'>): number {
  return isLow(state) ? 2 : 3;
}

/** Message and keys. */
const linesBelowBody = 2;

/** Lines between the title and the message line. */
export function bodyHeight(state: AppState): number {
  return Math.max(1, state.size.rows - linesAboveBody(state) - linesBelowBody);
}

/** Rows of a list that fit on the screen, under its column titles. */
export function listHeight(state: AppState): number {
  const above = viewOf(state).linesAbove?.(state) ?? 0;
  return Math.max(1, bodyHeight(state) - above - 1);
}

/** Lines of a dialog's text that fit on the screen, within its frame. */
export function dialogHeight(state: AppState): number {
  return Math.max(1, bodyHeight(state) - 2);
}

/** Scrolls the shown list to its cursor. */
export function settleCurrent(state: AppState): AppState {
  const { list } = currentScreen(state);
  const settled = settle(list, listHeight(state));
  return settled === list ? state : withScreen(state, state.screen, { list: settled });
}
