import { ApiError } from '../../http/reply.js';
import type { World } from '../../world/world.js';
import {
  type AsyncInvokeConfig,
  type AsyncTask,
  type AsyncTaskStatus,
  asyncConfigOf,
  defaultAsyncInvokeConfig,
  type FunctionEntry,
  forgetOldTasks,
  invoke,
} from './function-entry.js';

/** Processes asynchronous invocations, several at once, each with its attempts one after the other. */
export interface AsyncQueue {
  /** Takes an event; `done` resolves when it succeeded or every attempt was made. */
  enqueue(entry: FunctionEntry, event: Buffer, ids: TaskIds): Enqueued;
  /** Resolves when nothing is running. */
  idle(): Promise<void>;
  /** Starts no further attempts. */
  stop(): void;
}

interface TaskIds {
  readonly requestId: string;
  /** The caller's own id for it, which must be unique; the request's id if it has none. */
  readonly taskId: string | null;
}

interface Enqueued {
  readonly task: AsyncTask;
  readonly done: Promise<void>;
}

export function createAsyncQueue(world: World): AsyncQueue {
  const underWay = new Set<Promise<void>>();
  let isStopped = false;

  /** Attempts follow at once, without a back-off. */
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

/** The outcome of an attempt: success, another attempt, giving up, or having waited too long. */
function afterAttempt(
  task: AsyncTask,
  config: Pick<AsyncInvokeConfig, 'maxAsyncRetryAttempts' | 'maxAsyncEventAgeInSeconds'>,
  now: Date,
): AsyncTaskStatus {
  if (task.attempts.at(-1)?.errorType === null) return 'Succeeded';
  if (task.attempts.length > config.maxAsyncRetryAttempts) return 'Failed';
  const ageMs = now.getTime() - task.enqueuedAt.getTime();
  return ageMs > config.maxAsyncEventAgeInSeconds * 1000 ? 'Expired' : 'Retrying';
}
