import type { Clock } from '../ports.js';

/**
 * The cloud's lists tell of a change 1–10 s after it (the vendor's pages on events and permissions). Before something
 * passes for unchanged it is read again, after each of these pauses: 12 s in all.
 */
const pausesMs = [1_000, 2_000, 4_000, 5_000] as const;

/** Reads until it is as wanted, or longer than lists lag; gives the last reading. A wait that is cut short ends it. */
export async function readUntil<T>(
  read: () => Promise<T>,
  isWanted: (reading: T) => boolean,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  let reading = await read();
  for (const pauseMs of pausesMs) {
    if (isWanted(reading)) break;
    const isOver = await clock.sleep(pauseMs, signal).then(
      () => false,
      () => true,
    );
    if (isOver) break;
    reading = await read();
  }
  return reading;
}
