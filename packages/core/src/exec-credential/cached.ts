import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Others who can write could plant a credential for kubectl to use; a pipe would never answer. */
export function readOwnFile(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    const self = process.geteuid?.();
    const isOurs = self === undefined || (stats.uid === self && (stats.mode & 0o022) === 0);
    if (!isOurs || !stats.isFile()) throw new Error('not a file of ours alone');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}
