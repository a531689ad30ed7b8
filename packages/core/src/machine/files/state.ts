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

/** Tells, whenever it is called, whether it is certain that nobody has written any of these files since. */
export function unwrittenSince(now: Date, paths: readonly string[]): () => boolean {
  const before = paths.map(stateOf);
  const isCertain = paths.every((path) => isSettled(path, now));
  return () => isCertain && paths.every((path, index) => stateOf(path) === before[index]);
}

/** Whether no write can follow that leaves the same state. */
function isSettled(file: string, now: Date): boolean {
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
