import { access, stat } from 'node:fs/promises';
import { isWindows } from '../platform.js';
import { unreadable } from './error.js';

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether a path leads to a folder. Throws FileUnreadable. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A file's size. Throws the system's error. */
export async function bytesIn(path: string): Promise<number> {
  return (await stat(path)).size;
}

/** Whether anyone but its owner has access to it; null if it does not exist. Windows has no such bits. */
export async function isOpenToOthers(path: string): Promise<boolean | null> {
  const facts = await stat(path).catch(() => null);
  return facts && (facts.mode & 0o077) !== 0 && !isWindows;
}

/** When it was last written; null if it does not exist. */
export async function writtenAt(path: string): Promise<Date | null> {
  return stat(path).then(
    ({ mtime }) => mtime,
    () => null,
  );
}
