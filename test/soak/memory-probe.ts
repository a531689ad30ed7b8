import { renameSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

// Loaded into the real program before its own code: on SIGUSR2 it collects garbage, and writes what is left to the
// file in ACKRING_MEMORY_PROBE.

export interface MemorySample {
  /** Number of requests. */
  readonly count: number;
  /** Live bytes: on the heap, and outside of it for buffers and the layout engine. */
  readonly live: number;
  /** Resident bytes of the process. */
  readonly resident: number;
}

const file = process.env['ACKRING_MEMORY_PROBE'] ?? '';
let count = 0;

process.on('SIGUSR2', async () => {
  // Pending work is done, and finalizers have run.
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
  count += 1;
  const { heapUsed, external, rss } = process.memoryUsage();
  const sample: MemorySample = { count, live: heapUsed + external, resident: rss };
  writeFileSync(`${file}.new`, JSON.stringify(sample));
  renameSync(`${file}.new`, file);
});
