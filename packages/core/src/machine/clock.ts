import { setTimeout as delay } from 'node:timers/promises';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      throw signal?.reason ?? error;
    }
  },
};

/** Milliseconds of a clock that nobody sets, for durations. Node's `performance` would load eleven modules first. */
export function monotonicMs(): number {
  return process.uptime() * 1000;
}

/** Time, injected so that core never reads the machine's clock. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
