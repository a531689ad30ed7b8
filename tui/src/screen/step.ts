import type { AppState } from './app-state.js';
import type { Ask } from './task.js';

/** What a transition gives: the next state, and the work to be done outside. */
export interface Step {
  readonly state: AppState;
  readonly asks: readonly Ask[];
}

export type Transition = (state: AppState) => Step;

export function step(state: AppState, ...asks: readonly Ask[]): Step {
  return { state, asks };
}
