import { randomUUID } from 'node:crypto';
import { ApiError, wireTime } from '../../http/reply.js';
import type { World } from '../../world/world.js';
import type { LogService } from '../log-service/log-service.js';
import type { Oss } from '../oss/oss.js';
import { deployedFunction, type FunctionDefinition, functionKey, latest } from './definition.js';
import {
  type AsyncInvokeConfig,
  type AsyncTask,
  type AsyncTaskStatus,
  asyncConfigOf,
  createShipLog,
  defaultAsyncInvokeConfig,
  type FunctionEntry,
  forgetOldTasks,
  invoke,
  type PublishedVersion,
  qualifiedEntry,
} from './function-entry.js';
import { createPool } from './pool.js';
import { checkTrigger, createTimers, type Trigger } from './trigger.js';
import { type CodePackage, removeCodeFolder, removeLeftCode, unpackCode } from './uploaded-code.js';

/** Every function of one world. */
export interface Registry {
  readonly world: World;
  /** The folder of uploaded code. */
  readonly oss: Oss;
  readonly entries: ReadonlyMap<string, FunctionEntry>;
  readonly queue: AsyncQueue;
  /** Adds a function, or replaces its code and settings: its triggers and its history stay. */
  deploy(definition: FunctionDefinition): FunctionEntry;
  /** The same with uploaded code, which it unpacks; the folder exists as long as the function has that code. */
  deployPackage(definition: Omit<FunctionDefinition, 'code'>, upload: CodePackage): FunctionEntry;
  /** Removes a function, with its triggers and its history. */
  remove(entry: FunctionEntry): Promise<void>;
  /** Publishes the function as it is now under the next number. */
  publish(entry: FunctionEntry, description: string): PublishedVersion;
  /** Removes a version. */
  withdraw(entry: FunctionEntry, version: PublishedVersion): Promise<void>;
  setTrigger(entry: FunctionEntry, trigger: Trigger): void;
  removeTrigger(entry: FunctionEntry, name: string): void;
  stop(): Promise<void>;
}

/** Anything with code and processes: a function, or a version of it. */
type Runnable = Pick<FunctionEntry, 'fn' | 'pool'>;

export function createRegistry(world: World, logs: LogService, oss: Oss): Registry {
  removeLeftCode();
  const entries = new Map<string, FunctionEntry>();
  const timers = createTimers(world);
  const queue = createAsyncQueue(world);

  function setTrigger(entry: FunctionEntry, trigger: Trigger): void {
    checkTrigger(trigger, world.clock.now());
    entry.triggers.set(trigger.name, trigger);
    timers.start(timerKey(entry, trigger.name), trigger, (event) => {
      // By its name at that time: an alias may have been moved since the timer was created.
      const current = entries.get(functionKey(entry.fn.service, entry.fn.name)) ?? entry;
      const named = qualifiedEntry(current, trigger.qualifier) ?? current;
      return queue.enqueue(named, event, { requestId: randomUUID(), taskId: null }).done;
    });
  }

  /** Its processes first: they run code in the folder. */
  async function retire({ fn, pool }: Runnable, stillRun: readonly Runnable[] = []): Promise<void> {
    await pool.stop();
    if (fn.upload && stillRun.every((other) => other.fn.code !== fn.code)) removeCodeFolder(fn.code);
  }

  async function retireAll(entry: FunctionEntry): Promise<void> {
    await Promise.all([entry, ...entry.versions.values()].map((each) => retire(each)));
  }

  function deploy(definition: FunctionDefinition): FunctionEntry {
    const region = world.regions[0]?.id ?? 'cn-hangzhou';
    const fn = deployedFunction(definition, { now: wireTime(world.clock.now()), region });
    const key = functionKey(fn.service, fn.name);
    const old = entries.get(key);
    if (old) void retire(old, [{ fn, pool: old.pool }, ...old.versions.values()]);
    const past = old ?? {
      versions: new Map(),
      aliases: new Map(),
      triggers: new Map(),
      tasks: new Map(),
      invocations: [],
      asyncConfigs: new Map(),
    };
    const entry: FunctionEntry = {
      ...past,
      qualified: latest,
      fn,
      pool: createPool(world, fn),
      shipLog: createShipLog(world, fn, logs),
    };
    if (fn.logConfig) logs.createLogstore(fn.logConfig.project, fn.logConfig.logstore);
    entries.set(key, entry);
    for (const trigger of entry.triggers.values()) setTrigger(entry, trigger);
    return entry;
  }

  function removeTrigger(entry: FunctionEntry, name: string): void {
    entry.triggers.delete(name);
    timers.stop(timerKey(entry, name));
  }

  return {
    world,
    oss,
    entries,
    queue,
    deploy,
    deployPackage(definition, upload) {
      const code = unpackCode(upload);
      try {
        return deploy({ ...definition, upload, code });
      } catch (error) {
        removeCodeFolder(code);
        throw error;
      }
    },
    async remove(entry) {
      for (const name of [...entry.triggers.keys()]) removeTrigger(entry, name);
      entries.delete(functionKey(entry.fn.service, entry.fn.name));
      await retireAll(entry);
    },
    publish(entry, description) {
      const { fn, versions } = entry;
      const id = String(Math.max(0, ...[...versions.keys()].map(Number)) + 1);
      const version: PublishedVersion = {
        id,
        description,
        fn,
        pool: createPool(world, fn),
        shipLog: createShipLog(world, fn, logs),
        created: wireTime(world.clock.now()),
      };
      versions.set(id, version);
      return version;
    },
    async withdraw(entry, version) {
      entry.versions.delete(version.id);
      const current = entries.get(functionKey(entry.fn.service, entry.fn.name));
      await retire(version, [...(current ? [current] : []), ...entry.versions.values()]);
    },
    setTrigger,
    removeTrigger,
    async stop() {
      queue.stop();
      await Promise.all(entries.values().map(retireAll));
    },
  };
}

function timerKey({ fn }: FunctionEntry, name: string): string {
  return `${functionKey(fn.service, fn.name)}/${name}`;
}

/** Processes asynchronous invocations, several at once, each with its attempts one after the other. */
interface AsyncQueue {
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

function createAsyncQueue(world: World): AsyncQueue {
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
