import { ApiError } from '../../http/api-error.js';
import type { World } from '../../world/world.js';
import { type AsyncTask, afterAttempt, defaultAsyncInvokeConfig } from './async-task.js';
import { asyncConfigOf, type FunctionEntry, forgetOldTasks, invoke } from './function-entry.js';

/** Works off asynchronous invocations, several at once, each with its attempts one after the other. */
export interface AsyncQueue {
  /** Takes an event; `done` resolves when it succeeded or every attempt was made. */
  enqueue(entry: FunctionEntry, event: Buffer, ids: TaskIds): Enqueued;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Starts no further attempts. */
  stop(): void;
}

export interface TaskIds {
  readonly requestId: string;
  /** The caller's own id for it, which can be used once; the request's id when it has none. */
  readonly taskId: string | null;
}

export interface Enqueued {
  readonly task: AsyncTask;
  readonly done: Promise<void>;
}

export function createAsyncQueue(world: World): AsyncQueue {
  const underWay = new Set<Promise<void>>();
  let isStopped = false;

  /** Attempts follow one another at once: there is no back-off here to wait for. */
  async function work(entry: FunctionEntry, task: AsyncTask): Promise<void> {
    task.status = 'Running';
    do {
      task.attempts.push(await invoke(entry, task.event, task.requestId));
      task.status = afterAttempt(task, asyncConfigOf(entry) ?? defaultAsyncInvokeConfig, world.clock.now());
    } while (task.status === 'Retrying' && !isStopped);
  }

  return {
    enqueue(entry, event, ids) {
      const task = newTask(event, ids, world.clock.now());
      if (entry.tasks.has(task.id)) {
        throw new ApiError(409, 'AsyncTaskAlreadyExists', `async task '${task.id}' already exists`);
      }
      entry.tasks.set(task.id, task);
      const done = work(entry, task)
        .catch(() => {
          task.status = 'Failed';
        })
        .then(() => {
          task.endedAt = world.clock.now();
          underWay.delete(done);
          forgetOldTasks(entry);
        });
      underWay.add(done);
      return { task, done };
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop() {
      isStopped = true;
    },
  };
}

function newTask(event: Buffer, { requestId, taskId }: TaskIds, enqueuedAt: Date): AsyncTask {
  const id = taskId ?? requestId;
  return { id, requestId, event, enqueuedAt, status: 'Enqueued', attempts: [], endedAt: null };
}
