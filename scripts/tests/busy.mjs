import { Worker } from 'node:worker_threads';

/** Keeps this many cores busy beside what runs, until the returned function is called, or this process ends. */
export function keepBusy(cores) {
  const loops = Array.from({ length: cores }, () => new Worker('for (;;);', { eval: true }));
  return () => Promise.all(loops.map((loop) => loop.terminate()));
}
