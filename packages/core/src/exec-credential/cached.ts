import { join } from 'node:path';
import { readOwnFile } from '../machine/files/at-once.js';
import { type CachedCredential, decodeCached } from './cached-credential.js';

/** The place of a request's credential in the cache. */
export function cacheFile(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

/** Synchronous: a warm start of the plug-in does no other work, and loads nothing else for reading. */
export function readCached(file: string, key: string): CachedCredential | null {
  try {
    return decodeCached(readOwnFile(file), key);
  } catch {
    // Absent, unreadable or another user's: a new one is fetched, and the write reports what is wrong with the
    // folder.
    return null;
  }
}
