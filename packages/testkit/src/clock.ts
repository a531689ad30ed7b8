import type { Clock } from '@ackring/core/internal/machine/clock';

/** For tests: the machine's time, on which sleeping costs nothing and still lets the time pass. */
export function skippingClock(): Clock {
  let skippedMs = 0;
  return {
    now: () => new Date(Date.now() + skippedMs),
    sleep: async (ms, signal) => {
      if (signal?.aborted) throw signal.reason;
      skippedMs += ms;
      // Not a microtask only: a loop of sleeps must let everything else run.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
