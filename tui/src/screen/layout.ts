import type { AppState } from './app-state.js';
import { settle } from './list.js';
import { currentScreen, withScreen } from './list-screen.js';
import type { ScreenName } from './screen-name.js';

/** Lines around the body: header and crumbs above, message and keys below. */
const linesAroundBody = 4;

/** Lines between the crumbs and the message line. */
export function bodyHeight({ size }: AppState): number {
  return Math.max(1, size.rows - linesAroundBody);
}

/** Lines the chart over the Expiry list takes: none where the list would have no room left. */
export function chartHeight(state: AppState): number {
  const height = bodyHeight(state);
  if (height >= 30) return 11;
  if (height >= 20) return 8;
  return height >= 15 ? 6 : 0;
}

/** The chart of Expiry, and the tabs of Rotation. */
const linesAboveList: Partial<Record<ScreenName, (state: AppState) => number>> = {
  expiry: chartHeight,
  rotation: () => 1,
};

/** Rows of a list that fit on the screen, under its column titles. */
export function listHeight(state: AppState): number {
  const above = linesAboveList[state.screen]?.(state) ?? 0;
  return Math.max(1, bodyHeight(state) - above - 1);
}

/** Lines of a text in a dialog that fit on the screen, within its frame. */
export function dialogHeight(state: AppState): number {
  return Math.max(1, bodyHeight(state) - 2);
}

/** Brings the window of the list that is shown over its cursor. */
export function settleCurrent(state: AppState): AppState {
  const { list } = currentScreen(state);
  const settled = settle(list, listHeight(state));
  return settled === list ? state : withScreen(state, state.screen, { list: settled });
}
