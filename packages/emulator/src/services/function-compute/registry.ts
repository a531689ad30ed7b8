import { randomUUID } from 'node:crypto';
import type { World } from '../../world/world.js';
import type { LogService } from '../log-service/log-service.js';
import { wireTime } from '../wire-time.js';
import { type AsyncQueue, createAsyncQueue } from './async-queue.js';
import { deployedFunction, type FunctionDefinition, functionKey } from './definition.js';
import type { FunctionEntry } from './function-entry.js';
import { createShipLog } from './log-shipping.js';
import { createPool } from './pool.js';
import { createTimers } from './timers.js';
import { checkTrigger, type Trigger } from './trigger.js';

/** Every function of one world. */
export interface Registry {
  readonly world: World;
  readonly entries: ReadonlyMap<string, FunctionEntry>;
  readonly queue: AsyncQueue;
  /** Puts a function there, or replaces its code and settings: its triggers and its past stay. */
  deploy(definition: FunctionDefinition): FunctionEntry;
  setTrigger(entry: FunctionEntry, trigger: Trigger): void;
  removeTrigger(entry: FunctionEntry, name: string): void;
  stop(): Promise<void>;
}

export function createRegistry(world: World, logs: LogService): Registry {
  const entries = new Map<string, FunctionEntry>();
  const timers = createTimers(world);
  const queue = createAsyncQueue(world);

  function setTrigger(entry: FunctionEntry, trigger: Trigger): void {
    checkTrigger(trigger, world.clock.now());
    entry.triggers.set(trigger.name, trigger);
    timers.start(timerKey(entry, trigger.name), trigger, (event) => {
      return queue.enqueue(entry, event, { requestId: randomUUID(), taskId: null }).done;
    });
  }

  return {
    world,
    entries,
    queue,
    deploy(definition) {
      const region = world.regions[0]?.id ?? 'cn-hangzhou';
      const fn = deployedFunction(definition, { now: wireTime(world.clock.now()), region });
      const key = functionKey(fn.service, fn.name);
      const old = entries.get(key);
      void old?.pool.stop();
      const past = old ?? { triggers: new Map(), tasks: new Map(), invocations: [], asyncConfig: null };
      const entry: FunctionEntry = {
        ...past,
        fn,
        pool: createPool(world, fn),
        shipLog: createShipLog(world, fn, logs),
      };
      if (fn.logConfig) logs.createLogstore(fn.logConfig.project, fn.logConfig.logstore);
      entries.set(key, entry);
      for (const trigger of entry.triggers.values()) setTrigger(entry, trigger);
      return entry;
    },
    setTrigger,
    removeTrigger(entry, name) {
      entry.triggers.delete(name);
      timers.stop(timerKey(entry, name));
    },
    async stop() {
      queue.stop();
      await Promise.all(entries.values().map((entry) => entry.pool.stop()));
    },
  };
}

function timerKey({ fn }: FunctionEntry, name: string): string {
  return `${functionKey(fn.service, fn.name)}/${name}`;
}
