import type { AppState } from './app-state.js';
import { hasElapsed } from './notice.js';

// `/fr` and Enter, typed where nothing is searched: the rest of the text must press no keys, of which `f` and Enter fetch.

/** What begins a text elsewhere. */
const beginnings: ReadonlySet<string> = new Set(['/', ':']);

/** Letters that follow each other within this are one text. */
const pauseMs = 1_000;

/** After a key that means nothing here. */
export function withBegunText(state: AppState, key: string): AppState {
  return beginnings.has(key) ? { ...state, astrayAt: state.now } : state;
}

/** The state after one more key of a text that nobody takes; null if the key is none of it. */
export function goneAstray(state: AppState, key: string): AppState | null {
  const { astrayAt, now } = state;
  if (astrayAt === null || hasElapsed(astrayAt, pauseMs, now)) return null;
  if (key === 'enter' || key === 'esc') return { ...state, astrayAt: null };
  const isTyped = Array.from(key).length === 1 || key === 'space' || key === 'backspace';
  return isTyped ? { ...state, astrayAt: now } : null;
}
