import { access, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/** What a tree holds. */
interface Found {
  readonly kind: 'file' | 'repository' | 'packages' | 'unreadable';
  readonly place: string;
}

/**
 * Every file below a folder, by name, and every git repository there; links are not followed, and `.git` is not entered.
 * Nor, without `packages`, is a `node_modules` beside a `package.json`: what a package manager has put there.
 */
export async function* treeBelow(folder: string, packages: boolean): AsyncGenerator<Found, void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    yield { kind: 'unreadable', place: folder };
    return;
  }
  const names = new Set(entries.map(({ name }) => name));
  // As on servers and mirrors: the folder itself is the store. What only looks like one hides nothing: its files come too.
  const isBare = ['HEAD', 'objects', 'refs'].every((name) => names.has(name));
  if (isBare) yield { kind: 'repository', place: folder };
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = join(folder, entry.name);
    // `.git` is a folder in a repository, but a file in a submodule or a linked worktree.
    if (entry.name === '.git') yield { kind: 'repository', place: dirname(place) };
    else if (!packages && entry.name === 'node_modules' && entry.isDirectory() && names.has('package.json'))
      yield { kind: 'packages', place };
    else if (entry.isDirectory()) yield* treeBelow(place, packages);
    else if (entry.isFile()) yield { kind: 'file', place };
  }
}
