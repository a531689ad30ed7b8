import { renameSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

// Loaded into the real program before its own code: on SIGUSR2 it clears away what nobody holds any more, and
// writes what is left to the file of ACKRING_MEMORY_PROBE.

export interface MemorySample {
  /** How often was asked. */
  readonly count: number;
  /** Bytes that are held: on the heap, and outside of it for buffers and the layout engine. */
  readonly live: number;
  /** Bytes that the process has of the machine's memory. */
  readonly resident: number;
}

const file = process.env['ACKRING_MEMORY_PROBE'] ?? '';
let count = 0;

process.on('SIGUSR2', async () => {
  // What was only waiting for its turn is done, and finalizers have run.
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
