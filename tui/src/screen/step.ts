import type { AppState } from './app-state.js';
import type { Ask } from './task.js';

/** The result of a transition: the next state, and the work to do outside. */
export interface Step {
  readonly state: AppState;
  readonly asks: readonly Ask[];
}

export type Transition = (state: AppState) => Step;

export function step(state: AppState, ...asks: readonly Ask[]): Step {
  return { state, asks };
}
