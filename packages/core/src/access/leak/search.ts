import { opendir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { throwIfCancelled } from '../../cloud/retry.js';
import { unreadable } from '../../machine/files/error.js';
import { readNamedFile } from '../../machine/files/named-file.js';
import { searchHistory } from './history.js';
import { type LeakSearchEvent, largestBytes, leaksIn } from './leaks-in.js';

export interface LeakSearchOptions {
  /** A file or a folder. */
  readonly path: string;
  /** Also the histories of the repositories at `path` and below; default true. */
  readonly history?: boolean;
  /** For git. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Looks for leaked kubeconfigs in a file, or in a tree with the whole history of its repositories. */
export async function* searchLeaks(options: LeakSearchOptions): AsyncGenerator<LeakSearchEvent, void> {
  const { path, history = true, signal, environment } = options;
  const isFolder = await isDirectory(path);
  const shown = (place: string): string => (isFolder ? relative(path, place) || '.' : place);
  const repositories: string[] = (await isBareRepository(path)) ? [path] : [];
  let files = 0;
  for await (const { kind, place } of isFolder ? walk(path) : [{ kind: 'file', place: path }]) {
    throwIfCancelled(signal);
    if (kind === 'repository') repositories.push(place);
    if (kind === 'unreadable') yield { kind: 'skipped', file: shown(place), why: 'unreadable' };
    if (kind !== 'file') continue;
    files += 1;
    yield* searchFile(place, shown(place));
  }
  const searched = history ? repositories : [];
  for (const folder of searched)
    yield* searchHistory({ folder, environment, signal }, join(shown(folder), '.git'));
  yield { kind: 'searched', files, commits: searched.length > 0 };
}

async function* searchFile(file: string, shown: string): AsyncGenerator<LeakSearchEvent, void> {
  try {
    const { size } = await stat(file);
    if (size > largestBytes) {
      yield { kind: 'skipped', file: shown, why: 'tooLarge' };
      return;
    }
    const bytes = readNamedFile(file, largestBytes);
    for (const leak of leaksIn(bytes)) {
      yield { kind: 'leak', leak: { ...leak, place: { file: shown, commit: null } } };
    }
  } catch {
    yield { kind: 'skipped', file: shown, why: 'unreadable' };
  }
}

interface Found {
  readonly kind: 'file' | 'repository' | 'unreadable';
  readonly place: string;
}

/** Links out of the tree are not followed, and git's own store is searched as history. */
async function* walk(folder: string): AsyncGenerator<Found, void> {
  const entries = await opendir(folder).catch(() => null);
  if (entries === null) {
    yield { kind: 'unreadable', place: folder };
    return;
  }
  for await (const entry of entries) {
    const place = join(folder, entry.name);
    // `.git` is a folder in a repository, but a file in a submodule or a linked worktree.
    if (entry.name === '.git') yield { kind: 'repository', place: dirname(place) };
    else if (entry.isDirectory()) yield* walk(place);
    else if (entry.isFile()) yield { kind: 'file', place };
  }
}

/** As on servers and mirrors: the folder itself is the store. */
async function isBareRepository(path: string): Promise<boolean> {
  const parts = await Promise.all(['HEAD', 'objects', 'refs'].map((name) => exists(join(path, name))));
  return parts.every((each) => each);
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
