import type { AppState } from './app-state.js';
import type { Notice } from './notice.js';

/** How many messages Activity keeps. */
const keptNotices = 500;

export function notify(
  state: AppState,
  mood: Notice['mood'],
  text: string,
  remedy: string | null = null,
): AppState {
  return withNotice(state, { at: state.now, mood, text, remedy });
}

export function withNotice(state: AppState, notice: Notice): AppState {
  return { ...state, notice, notices: [...state.notices, notice].slice(-keptNotices) };
}
