import { setTimeout as sleep } from 'node:timers/promises';
import { toAckringError } from '@ackring/core/words';
import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { hint, notifyProblem } from './notify.js';
import type { Ask, Job, TaskHost } from './step.js';
import { workSlot } from './tasks.js';
import type { AppEvent } from './update.js';
import type { LendingWorld, Slot, World } from './world.js';

/** A hanging file system does not prevent quitting. */
const longestLeavingMs = 3_000;

export type RunnerOptions = Omit<LendingWorld, 'stop' | 'leave'> & {
  readonly dispatch: (event: AppEvent) => void;
  readonly quit: (exitCode: number) => void;
};

/**
 * Does the work that transitions request; its results come back as changes of the state. What is returned resolves
 * when the work has ended, however it did.
 */
export function createRunner({ dispatch, quit, ...options }: RunnerOptions): (ask: Ask) => Promise<void> {
  const slots = new Map<Slot, AbortController>();
  const queues = new Map<object, Promise<void>>();
  const leaving = new Map<object, (world: World) => Promise<void>>();
  const world: LendingWorld = {
    ...options,
    stop: (what) => {
      for (const [slot, controller] of slots) {
        if (typeof what === 'string' ? slot.stopsOn.includes(what) : slot === what) controller.abort();
      }
    },
    leave: (exitCode) => {
      const kept = Promise.all(queues.values()).then(() =>
        Promise.all([...leaving.values()].map((keep) => keep(world))),
      );
      void Promise.race([kept, sleep(longestLeavingMs, undefined, { ref: false })]).finally(() =>
        quit(exitCode),
      );
    },
  };
  const host: TaskHost = {
    world,
    change: (name, change) => dispatch({ kind: 'arrived', name, change }),
    run: async (job) => {
      if (!job.takesTerminal) return begin(job);
      if (isTerminalTaken) return host.change(`${job.name} refused`, terminalTaken(job));
      isTerminalTaken = true;
      await begin(job).finally(() => {
        isTerminalTaken = false;
      });
    },
  };
  let isTerminalTaken = false;

  async function begin(job: Job): Promise<void> {
    if (job.beforeLeaving !== null) leaving.set(job.task, job.beforeLeaving);
    const signal = signalFor(job);
    if (!job.isQueued) return report(job, host, signal);
    const before = queues.get(job.task) ?? Promise.resolve();
    const ended = before.then(() => report(job, host, signal));
    queues.set(job.task, ended);
    return ended;
  }

  function signalFor({ slot, within }: Job): AbortSignal {
    const { signal } = world;
    if (slot !== undefined) {
      slots.get(slot)?.abort();
      slots.set(slot, new AbortController());
    }
    const place = slot ?? within;
    if (place === undefined) return signal;
    const last = slots.get(place);
    // What was stopped stays so; later requests are new.
    const controller = last === undefined || last.signal.aborted ? new AbortController() : last;
    slots.set(place, controller);
    return AbortSignal.any([signal, controller.signal]);
  }

  return (ask) => ask.start(host);
}

/** What is refused is no work under way. */
function terminalTaken({ slot }: Job) {
  return (state: AppState): AppState => {
    const refused = hint(state, 'info', messagesIn(state.language).reasons.terminalTaken);
    return slot === workSlot ? { ...refused, isAtWork: false } : refused;
  };
}

/** Runs work whose failure is reported too: nothing the world does may end the screen. */
async function report(job: Job, { world, change }: TaskHost, signal: AbortSignal): Promise<void> {
  const { name, failed } = job;
  const ended = endOf(job);
  try {
    await job.work(signal);
  } catch (error) {
    if (world.signal.aborted) return;
    const problem = toAckringError(error);
    if (failed !== null) change(`${name} failed`, (state) => failed(state, problem));
    else if (problem.code !== 'Cancelled') change(`${name} failed`, (state) => notifyProblem(state, problem));
  }
  if (ended !== null) change(`${name} ended`, ended);
}

/** The end of foreground work lets the next begin. */
function endOf({ slot, ended }: Job): Job['ended'] {
  if (slot !== workSlot) return ended;
  return (state) => {
    const free = { ...state, isAtWork: false };
    return ended?.(free) ?? free;
  };
}
