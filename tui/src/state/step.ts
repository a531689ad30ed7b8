import type { AppState } from './app-state.js';
import type { Effect } from './effect.js';

/** What a transition gives: the next state, and the work to be done outside. */
export interface Step {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}

export type Transition = (state: AppState) => Step;

export function step(state: AppState, ...effects: readonly Effect[]): Step {
  return { state, effects };
}
