import type { AppState } from './app-state.js';
import { viewOf } from './feature.js';
import type { ScreenName } from './screen-name.js';
import type { Ask } from './step.js';
import { type Step, step } from './step.js';

/** Opens a screen, and requests its data if there are none yet. */
export function goTo(state: AppState, screen: ScreenName): Step {
  if (screen === state.screen) return step(state);
  const next = { ...state, screen, past: [...state.past, state.screen].slice(-50), future: [] };
  return step(next, ...neededBy(next));
}

export function goBack(state: AppState): Step {
  const screen = state.past.at(-1);
  if (screen === undefined) return step(state);
  const next = { ...state, screen, past: state.past.slice(0, -1), future: [state.screen, ...state.future] };
  return step(next, ...neededBy(next));
}

export function goForward(state: AppState): Step {
  const [screen, ...future] = state.future;
  if (screen === undefined) return step(state);
  const next = { ...state, screen, past: [...state.past, state.screen], future };
  return step(next, ...neededBy(next));
}

/** What the shown screen requests when it opens. */
export function neededBy(state: AppState): readonly Ask[] {
  return viewOf(state).opens?.(state) ?? [];
}
