import type { AppState, Size } from './app-state.js';
import type { Change } from './task.js';

/** What somebody does at the terminal, and the time that passes. */
export type InputEvent =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'tick'; readonly now: Date }
  /** The instant at which what comes with it arrived: ticks are too far apart to tell what came first. */
  | { readonly kind: 'clock'; readonly now: Date };

/** What a task told: `name` is the task's and the arrival's. */
export interface ArrivalEvent {
  readonly kind: 'arrived';
  readonly name: string;
  readonly change: (state: AppState) => Change;
}

/** Everything that can happen to the screen. */
export type AppEvent = InputEvent | ArrivalEvent;
