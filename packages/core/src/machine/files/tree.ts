import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a tree holds. */
interface Found {
  readonly kind: 'file' | 'repository' | 'unreadable';
  readonly place: string;
}

/**
 * Every file below a folder, by name, and every git repository there; links are not followed, and `.git` is not entered.
 */
export async function* treeBelow(folder: string): AsyncGenerator<Found, void> {
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
    else if (entry.isDirectory()) yield* treeBelow(place);
    else if (entry.isFile()) yield { kind: 'file', place };
  }
}
