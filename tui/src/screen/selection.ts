import type { AppState } from './app-state.js';
import { chosenIds, selectedId } from './list.js';
import { currentScreen } from './list-screen.js';

/** The row under the cursor of the screen that is shown. */
export function currentRow(state: AppState): string | null {
  return selectedId(currentScreen(state).list);
}

/** The rows an action is for: the marked ones, else the one under the cursor. */
export function chosenRows(state: AppState): readonly string[] {
  return chosenIds(currentScreen(state).list);
}
