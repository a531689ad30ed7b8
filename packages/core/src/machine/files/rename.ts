import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isWindows } from '../platform.js';
import { systemCode } from './error.js';

/** Windows replaces no file that somebody has open, unless they allow it; Go's programs, such as kubectl, do not. */
const passing: ReadonlySet<string> = new Set(isWindows ? ['EACCES', 'EBUSY', 'EPERM'] : []);

const attempts = 50;
const pauseMs = 20;

/** Renames a file over another, for a second again while that fails in a way that passes. Throws the system's error. */
export async function renameOver(from: string, to: string, isPassing = passing): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === attempts || !isPassing.has(systemCode(error) ?? '')) throw error;
      await delay(pauseMs);
    }
  }
}
