import { statSync } from 'node:fs';

/** Any write changes the state, even one that restores the file's time or size; empty if it does not exist. */
export function stateOf(file: string): string {
  const state = statSync(file, { bigint: true, throwIfNoEntry: false });
  return state === undefined ? '' : [state.dev, state.ino, state.size, state.ctimeNs].join(':');
}

/** A write soon after another can leave the same state: file systems' clocks tick every few milliseconds. */
const settlingMs = 2000;

/** Whether no write can follow that leaves the same state. */
export function isSettled(file: string, now: Date): boolean {
  const state = statSync(file, { throwIfNoEntry: false });
  return state === undefined || Math.abs(now.getTime() - state.ctimeMs) > settlingMs;
}
