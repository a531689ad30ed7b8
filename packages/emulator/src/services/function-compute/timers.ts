import type { World } from '../../world/world.js';
import { wireTime } from '../wire-time.js';
import { nextRun } from './schedule.js';
import { type Trigger, timerOf } from './trigger.js';

/** Hands a timer's event to its function; the clock stands still for whoever moves it until the promise settles. */
export type Fire = (event: Buffer) => Promise<unknown>;

/** The timers of every function, on the world's clock. */
export interface Timers {
  /** Starts a trigger's timer, or starts it anew after a change. */
  start(key: string, trigger: Trigger, fire: Fire): void;
  stop(key: string): void;
}

export function createTimers(world: World): Timers {
  const cancels = new Map<string, () => void>();

  function stop(key: string): void {
    cancels.get(key)?.();
    cancels.delete(key);
  }

  function start(key: string, trigger: Trigger, fire: Fire): void {
    stop(key);
    const timer = timerOf(trigger);
    if (timer) arm(world.clock.now());

    function arm(after: Date): void {
      const next = timer && nextRun(timer.cronExpression, after);
      if (!timer || !next) return;
      const cancel = world.clock.schedule(next, async () => {
        arm(next);
        await fire(timerEvent(trigger.name, next, timer.payload));
      });
      cancels.set(key, cancel);
    }
  }

  return { start, stop };
}

/** The event of a timer trigger, as functions get it. */
export function timerEvent(triggerName: string, time: Date, payload: string): Buffer {
  return Buffer.from(JSON.stringify({ triggerTime: wireTime(time), triggerName, payload }));
}
