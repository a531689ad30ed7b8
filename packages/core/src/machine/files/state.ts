import { type BigIntStats, statSync } from 'node:fs';

/**
 * Any write changes the state, even one that restores the file's time or size; empty if it does not exist, or does not
 * tell.
 */
export function stateOf(file: string): string {
  const facts = factsOf(file);
  return typeof facts === 'string' ? '' : [facts.dev, facts.ino, facts.size, facts.ctimeNs].join(':');
}

/** A write soon after another can leave the same state: file systems' clocks tick every few milliseconds. */
const settlingMs = 2000;

/** Whether no write can follow that leaves the same state. */
export function isSettled(file: string, now: Date): boolean {
  const facts = factsOf(file);
  if (typeof facts === 'string') return facts === 'absent';
  return Math.abs(now.getTime() - Number(facts.ctimeMs)) > settlingMs;
}

function factsOf(file: string): BigIntStats | 'absent' | 'unknown' {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false }) ?? 'absent';
  } catch {
    return 'unknown';
  }
}
