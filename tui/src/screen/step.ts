import type { AckringError } from '@ackring/core/words';
import type { AppState } from './app-state.js';
import type { LendingWorld, Slot, World } from './world.js';

/** The result of a transition: the next state, and the work to do outside. */
export interface Step {
  readonly state: AppState;
  readonly asks: readonly Ask[];
}

export type Transition = (state: AppState) => Step;

export function step(state: AppState, ...asks: readonly Ask[]): Step {
  return { state, asks };
}

/** The effect of an arrival on the state: the next one, or that with further requests. */
export type Change = AppState | Step;

/** A request to a task, returned by a transition: only the runner executes it. */
export interface Ask {
  readonly task: unknown;
  readonly request: unknown;
  readonly slot?: Slot | undefined;
  /** Resolves when the work has ended, however it did. */
  start(host: TaskHost): Promise<void>;
}

/** Where tasks run: see `createRunner`. */
export interface TaskHost {
  readonly world: LendingWorld;
  /** Changes the state by an arrival. */
  change(name: string, change: (state: AppState) => Change): void;
  run(job: Job): Promise<void>;
}

/** A task at work. */
export interface Job extends JobFacts {
  work(signal: AbortSignal): Promise<void> | void;
  readonly failed: ((state: AppState, error: AckringError) => Change) | null;
  readonly ended: ((state: AppState) => Change) | null;
  readonly beforeLeaving: ((world: World) => Promise<void>) | null;
  /** The same for every job of one task. */
  readonly task: object;
}

/** What is known of a task before it runs. */
export interface JobFacts {
  readonly name: string;
  readonly slot?: Slot;
  /** It ends with the work in this slot, and stops nothing there. */
  readonly within?: Slot;
  /** One after the other, none stopped; requests are completed before the screen is closed. */
  readonly isQueued?: boolean;
  /** It gives the terminal to another program, perhaps after a while: until it has ended, no other such task begins. */
  readonly takesTerminal: boolean;
}
