import type { Clock } from '@ackring/core/internal/machine/clock';

/** For tests: the machine's time, where sleeping is free and still makes time pass. */
export function skippingClock(): Clock {
  let skippedMs = 0;
  return {
    now: () => new Date(Date.now() + skippedMs),
    sleep: async (ms, signal) => {
      if (signal?.aborted) throw signal.reason;
      skippedMs += ms;
      // More than a microtask: a loop of sleeps must let everything else run.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
