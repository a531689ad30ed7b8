import type { AckringError } from '@ackring/core/words';
import type { AppState } from './app-state.js';
import type { Ask, Change, JobFacts, TaskHost } from './step.js';
import type { LendingWorld, World } from './world.js';

/** A task's reports, by name: each a pure change of the state. */
type Arrivals = Readonly<Record<string, (state: AppState, ...values: never[]) => Change>>;

type Emitter<A extends Arrivals> = {
  readonly [Name in keyof A]: A[Name] extends (state: AppState, ...values: infer Values) => Change
    ? (...values: Values) => void
    : never;
};

interface Running<A extends Arrivals, W extends World> {
  readonly world: W;
  readonly emit: Emitter<A>;
  /** Aborted when the task is stopped or the screen is closed. */
  readonly signal: AbortSignal;
}

/** Complete work for the outside world: how it runs, what its answers change, what stops it, what its failure does. */
interface Definition<A extends Arrivals, Request, W extends World = World>
  extends Omit<JobFacts, 'takesTerminal'> {
  readonly arrivals?: A;
  run(running: Running<A, W>, request: Request): Promise<void> | void;
  /** Without it a failure is a message, and a cancelled task is silent. */
  failed?(state: AppState, error: AckringError, request: NoInfer<Request>): Change;
  /** At the end in any case, after the failure if there was one. */
  ended?(state: AppState, request: NoInfer<Request>): Change;
  /** What remains to be done before the screen is closed. */
  beforeLeaving?(world: World): Promise<void>;
}

/** Work that gives the terminal to another program: only this can, since only this must say so. */
interface TakingDefinition<A extends Arrivals, Request> extends Definition<A, Request, LendingWorld> {
  /** Whether it does, for this request. */
  takesTerminal(request: Request): boolean;
}

/** Requests the task; its arrivals are public for tests. */
export interface Task<A extends Arrivals, Request> {
  (request: Request): Ask;
  readonly arrivals: A;
  readonly failed: Definition<A, Request>['failed'];
}

export function defineTask<A extends Arrivals = Record<never, never>, Request = void>(
  definition: TakingDefinition<A, Request>,
): Task<A, Request>;
export function defineTask<A extends Arrivals = Record<never, never>, Request = void>(
  definition: Definition<A, Request>,
): Task<A, Request>;
export function defineTask<A extends Arrivals, Request>(
  definition: Definition<A, Request, LendingWorld> & Partial<TakingDefinition<A, Request>>,
): Task<A, Request> {
  const { failed, ended, beforeLeaving, takesTerminal, ...facts } = definition;
  const ask = (request: Request): Ask => ({
    task,
    request,
    slot: facts.slot,
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

function emitterOf<A extends Arrivals>(
  { name, arrivals }: Definition<A, never, never>,
  host: TaskHost,
): Emitter<A> {
  const entries = Object.entries(arrivals ?? {}).map(([arrival, change]) => [
    arrival,
    (...values: never[]) => host.change(`${name}.${arrival}`, (state) => change(state, ...values)),
  ]);
  return Object.fromEntries(entries) as Emitter<A>;
}
