import type { AppState } from './app-state.js';
import { currentScreen, withCurrentList } from './list-screen.js';

export function hasMarks(state: AppState): boolean {
  return currentScreen(state).list.marks.size > 0;
}

export function clearMarks(state: AppState): AppState {
  return withCurrentList(state, (list) => ({ ...list, marks: new Set() }));
}
