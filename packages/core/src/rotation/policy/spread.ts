import { createHash } from 'node:crypto';
import { dayMs } from '../../words/duration.js';

/** A stable number in [0, 1) for a name: the same on every machine and in every run. */
export function stableFraction(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * How long after its window opens a credential is held back, in ms: from 0 up to `spreadDays`, so that clusters
 * created together are not renewed together.
 */
export function spreadDelayMs(name: string, spreadDays: number): number {
  return Math.floor(stableFraction(name) * spreadDays * dayMs);
}

/** Whether today, counted in days since 1970 in UTC, is this name's turn in a cycle of `cycleDays` days; of 0 never. */
export function isTurn(name: string, cycleDays: number, now: Date): boolean {
  const day = Math.floor(now.getTime() / dayMs);
  return day % cycleDays === Math.floor(stableFraction(name) * cycleDays);
}
