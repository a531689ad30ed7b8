import { join, relative } from 'node:path';
import { bytesIn, isFolder, treeBelow } from '../../machine/files/facts.js';
import { readNamedFile } from '../../machine/files/named-file.js';
import { throwIfCancelled } from '../../machine/retry.js';
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
  const isTree = await isFolder(path);
  const shown = (place: string): string => (isTree ? relative(path, place) || '.' : place);
  const repositories: string[] = [];
  let files = 0;
  for await (const { kind, place } of isTree ? treeBelow(path) : [{ kind: 'file', place: path }]) {
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
    if ((await bytesIn(file)) > largestBytes) {
      yield { kind: 'skipped', file: shown, why: 'tooLarge' };
      return;
    }
    const { leaks, tokens, closed } = leaksIn(readNamedFile(file, largestBytes));
    const place = { file: shown, commit: null };
    for (const leak of leaks) yield { kind: 'leak', leak: { ...leak, place } };
    for (const leak of tokens) yield { kind: 'token', leak: { ...leak, place } };
    for (const why of closed) yield { kind: 'skipped', file: shown, why };
  } catch {
    yield { kind: 'skipped', file: shown, why: 'unreadable' };
  }
}
