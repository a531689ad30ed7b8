import type { AppState } from './app-state.js';
import type { ScreenName } from './screen-name.js';

/** Goes to a screen; the way back is remembered and the way forward forgotten. */
export function goTo(state: AppState, screen: ScreenName): AppState {
  if (screen === state.screen) return state;
  return { ...state, screen, past: [...state.past, state.screen].slice(-50), future: [] };
}

export function goBack(state: AppState): AppState {
  const screen = state.past.at(-1);
  if (screen === undefined) return state;
  return { ...state, screen, past: state.past.slice(0, -1), future: [state.screen, ...state.future] };
}

export function goForward(state: AppState): AppState {
  const [screen, ...future] = state.future;
  if (screen === undefined) return state;
  return { ...state, screen, past: [...state.past, state.screen], future };
}
