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
  state: 'running' | 'success' | 'fail';
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
  readonly type: string;
  readonly at: Date;
  readonly level: 'info' | 'warning' | 'error';
  readonly reason: string;
  readonly message: string;
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
  #events: readonly ClusterEvent[] = [];

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  /** Starts a task whose work is done when its time is over. */
  start(clusterId: string | null, type: string, work: () => Outcome): Task {
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
    this.#clock.schedule(new Date(now.getTime() + taskMs), () => {
      const { error, results } = work();
      Object.assign(task, { error, results, state: error ? 'fail' : 'success', updated: this.#clock.now() });
    });
    return task;
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
      return task.state === 'running' ? { ...task, state: 'fail' as const, error: interrupted } : task;
    });
    return { tasks, events: this.#events };
  }

  restore(saved: SavedTasks): void {
    for (const task of saved.tasks) this.#tasks.set(task.id, task);
    this.#events = saved.events;
  }

  /** Newest first; for one cluster, or for all. */
  events(clusterId: string | null): readonly ClusterEvent[] {
    return this.#events.filter((event) => clusterId === null || event.clusterId === clusterId).reverse();
  }
}
