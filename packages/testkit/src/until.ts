import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something is found, such as a file or the end of a process, looking every few milliseconds. It has no
 * bound of its own: only a failing test waits until the run's.
 */
export async function until<Found>(look: () => Found | Promise<Found>): Promise<NonNullable<Found>> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await pause(10);
  }
}
