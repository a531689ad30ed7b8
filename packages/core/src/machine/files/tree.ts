import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isThere } from './facts.js';

/** What a tree holds. */
interface Found {
  readonly kind: 'file' | 'repository' | 'unreadable';
  readonly place: string;
}

/**
 * Every file below a folder, by name, and every git repository there; links are not followed, and git's own store not
 * entered.
 */
export async function* treeBelow(folder: string): AsyncGenerator<Found, void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    yield { kind: 'unreadable', place: folder };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = join(folder, entry.name);
    // `.git` is a folder in a repository, but a file in a submodule or a linked worktree.
    if (entry.name === '.git') yield { kind: 'repository', place: dirname(place) };
    else if (entry.isDirectory()) yield* treeBelow(place);
    else if (entry.isFile()) yield { kind: 'file', place };
  }
}

/** As on servers and mirrors: the folder itself is the store. */
export async function isBareRepository(path: string): Promise<boolean> {
  const parts = await Promise.all(['HEAD', 'objects', 'refs'].map((name) => isThere(join(path, name))));
  return parts.every((each) => each);
}
