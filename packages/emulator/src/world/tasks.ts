import { randomBytes } from 'node:crypto';
import type { WorldClock } from './clock.js';

/** A background job of the cloud. */
export interface Task {
  readonly id: string;
  /** Null for a task that spans clusters. */
  readonly clusterId: string | null;
  readonly type: string;
  readonly created: Date;
  updated: Date;
  state: 'running' | 'paused' | 'canceled' | 'success' | 'fail';
  error: TaskError | null;
  /** The outcome of each of its parts. */
  results: readonly TaskResult[];
}

export interface TaskError {
  readonly code: string;
  readonly message: string;
}

export interface TaskResult {
  readonly data: string;
  readonly status: 'success' | 'fail';
}

/** An event about a cluster. */
export interface ClusterEvent {
  readonly id: string;
  readonly clusterId: string;
  /** Its task, if any. */
  readonly taskId?: string;
  readonly type: string;
  readonly at: Date;
  readonly level: 'info' | 'warning' | 'error';
  readonly reason: string;
  readonly message: string;
}

/** The work of a task, done when its time is over. */
export interface TaskWork {
  readonly work: () => Outcome;
  /** Reverts what was done at its start, if the task is cancelled. */
  readonly isCancelled?: () => void;
}

/** How a task ended. */
export interface Outcome {
  readonly error: TaskError | null;
  readonly results: readonly TaskResult[];
}

/** Tasks and events as a snapshot keeps them. */
export interface SavedTasks {
  readonly tasks: readonly Task[];
  readonly events: readonly ClusterEvent[];
}

/** How long tasks take on the emulator's clock. */
const taskMs = 1000;

/** How many events are kept. */
const keptEvents = 1000;

/** All running and finished tasks, and the events meanwhile. */
export class Tasks {
  readonly #clock: WorldClock;
  readonly #tasks = new Map<string, Task>();
  readonly #works = new Map<string, TaskWork & { readonly unschedule: () => void }>();
  #events: readonly ClusterEvent[] = [];

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  /** Starts a task whose work is done when its time is over. */
  start(clusterId: string | null, type: string, work: TaskWork): Task {
    const now = this.#clock.now();
    const task: Task = {
      id: `T-${randomBytes(12).toString('hex')}`,
      clusterId,
      type,
      created: now,
      updated: now,
      state: 'running',
      error: null,
      results: [],
    };
    this.#tasks.set(task.id, task);
    this.#run(task, work);
    return task;
  }

  /** Pauses a running task until it is resumed; false if it is not running. */
  pause(task: Task): boolean {
    if (task.state !== 'running') return false;
    this.#works.get(task.id)?.unschedule();
    Object.assign(task, { state: 'paused', updated: this.#clock.now() });
    return true;
  }

  /** Restarts a paused task from its beginning; false if it is not paused. */
  resume(task: Task): boolean {
    const work = this.#works.get(task.id);
    if (task.state !== 'paused' || !work) return false;
    Object.assign(task, { state: 'running', updated: this.#clock.now() });
    this.#run(task, work);
    return true;
  }

  /** Cancels a running or paused task; false if it has ended. */
  cancel(task: Task): boolean {
    const work = this.#works.get(task.id);
    if (!work || (task.state !== 'running' && task.state !== 'paused')) return false;
    work.unschedule();
    work.isCancelled?.();
    this.#works.delete(task.id);
    Object.assign(task, { state: 'canceled', updated: this.#clock.now() });
    return true;
  }

  #run(task: Task, { work, isCancelled = () => undefined }: TaskWork): void {
    const due = new Date(this.#clock.now().getTime() + taskMs);
    const unschedule = this.#clock.schedule(due, () => {
      this.#works.delete(task.id);
      const { error, results } = work();
      Object.assign(task, { error, results, state: error ? 'fail' : 'success', updated: this.#clock.now() });
    });
    this.#works.set(task.id, { work, isCancelled, unschedule });
  }

  get(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  /** Newest first. */
  ofCluster(clusterId: string): readonly Task[] {
    return [...this.#tasks.values()].filter((task) => task.clusterId === clusterId).reverse();
  }

  tell(event: Omit<ClusterEvent, 'id' | 'at'>): void {
    const told = { ...event, id: randomBytes(8).toString('hex'), at: this.#clock.now() };
    this.#events = [...this.#events, told].slice(-keptEvents);
  }

  /** A task's work does not survive the process, so running ones are saved as failed. */
  save(): SavedTasks {
    const interrupted = { code: 'Interrupted', message: 'the emulator was stopped while the task ran' };
    const tasks = [...this.#tasks.values()].map((task) => {
      const isOpen = task.state === 'running' || task.state === 'paused';
      return isOpen ? { ...task, state: 'fail' as const, error: interrupted } : task;
    });
    return { tasks, events: this.#events };
  }

  restore(saved: SavedTasks): void {
    for (const task of saved.tasks) this.#tasks.set(task.id, task);
    this.#events = saved.events;
  }

  /** Newest first; an absent or empty filter matches every event. */
  events(
    chosen: { clusterId?: string | null; type?: string | null; taskId?: string | null } = {},
  ): readonly ClusterEvent[] {
    const fits = (wanted: string | null | undefined, actual: string | undefined) =>
      !wanted || wanted === actual;
    return this.#events
      .filter((event) => {
        return (
          fits(chosen.clusterId, event.clusterId) &&
          fits(chosen.type, event.type) &&
          fits(chosen.taskId, event.taskId)
        );
      })
      .reverse();
  }
}
