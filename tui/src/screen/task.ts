import type { AckringError } from '@ackring/core/words';
import type { AppState } from './app-state.js';
import type { Ask, Change, JobFacts, TaskHost } from './step.js';
import type { World } from './world.js';

/** A task's reports, by name: each a pure change of the state. */
type Arrivals = Readonly<Record<string, (state: AppState, ...values: never[]) => Change>>;

type Emitter<A extends Arrivals> = {
  readonly [Name in keyof A]: A[Name] extends (state: AppState, ...values: infer Values) => Change
    ? (...values: Values) => void
    : never;
};

interface Running<A extends Arrivals> {
  readonly world: World;
  readonly emit: Emitter<A>;
  /** Aborted when the task is stopped or the screen is closed. */
  readonly signal: AbortSignal;
}

/** Complete work for the outside world: how it runs, what its answers change, what stops it, what its failure does. */
interface Definition<A extends Arrivals, Request> extends Omit<JobFacts, 'takesTerminal'> {
  readonly arrivals?: A;
  run(running: Running<A>, request: Request): Promise<void> | void;
  /** Whether it gives the terminal to another program. */
  takesTerminal?(request: Request): boolean;
  /** Without it a failure is a message, and a cancelled task is silent. */
  failed?(state: AppState, error: AckringError, request: NoInfer<Request>): Change;
  /** At the end in any case, after the failure if there was one. */
  ended?(state: AppState, request: NoInfer<Request>): Change;
  /** What remains to be done before the screen is closed. */
  beforeLeaving?(world: World): Promise<void>;
}

/** Requests the task; its arrivals are public for tests. */
export interface Task<A extends Arrivals, Request> {
  (request: Request): Ask;
  readonly arrivals: A;
  readonly failed: Definition<A, Request>['failed'];
}

export function defineTask<A extends Arrivals = Record<never, never>, Request = void>(
  definition: Definition<A, Request>,
): Task<A, Request> {
  const { failed, ended, beforeLeaving, takesTerminal, ...facts } = definition;
  const ask = (request: Request): Ask => ({
    task,
    request,
    start: (host) => {
      const emit = emitterOf(definition, host);
      return host.run({
        ...facts,
        task,
        takesTerminal: takesTerminal?.(request) ?? false,
        work: (signal) => definition.run({ world: host.world, emit, signal }, request),
        failed: failed === undefined ? null : (state, error) => failed(state, error, request),
        ended: ended === undefined ? null : (state) => ended(state, request),
        beforeLeaving: beforeLeaving ?? null,
      });
    },
  });
  const task = Object.assign(ask, { arrivals: definition.arrivals ?? ({} as A), failed });
  return task;
}

function emitterOf<A extends Arrivals>({ name, arrivals }: Definition<A, never>, host: TaskHost): Emitter<A> {
  const entries = Object.entries(arrivals ?? {}).map(([arrival, change]) => [
    arrival,
    (...values: never[]) => host.change(`${name}.${arrival}`, (state) => change(state, ...values)),
  ]);
  return Object.fromEntries(entries) as Emitter<A>;
}
