import { opendir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PlacedLeak } from '../access/leak.js';
import { findLeaks } from '../access/leak-find.js';
import { throwIfCancelled } from '../retry.js';
import { unreadable } from './file-error.js';
import { searchHistory } from './leak-history.js';

export type LeakSearchEvent =
  | { readonly kind: 'leak'; readonly leak: PlacedLeak }
  /** Not looked into, and why: nobody may rest on what was not seen. */
  | { readonly kind: 'skipped'; readonly file: string; readonly why: 'tooLarge' | 'unreadable' | 'noGit' }
  | { readonly kind: 'searched'; readonly files: number; readonly commits: boolean };

export interface LeakSearchOptions {
  /** A file or a folder. */
  readonly path: string;
  /** Also the history of a repository found at `path`; default true. */
  readonly history?: boolean;
  readonly signal?: AbortSignal;
}

/** Larger ones are passed over and told. */
export const largestBytes = 16 * 1_048_576;

/** Looks for leaked kubeconfigs in a file, or in a whole tree and, where it is a repository, in all its history. */
export async function* searchLeaks(options: LeakSearchOptions): AsyncGenerator<LeakSearchEvent, void> {
  const { path, history = true, signal } = options;
  const isFolder = await isDirectory(path);
  let files = 0;
  for await (const file of isFolder ? walk(path) : [path]) {
    throwIfCancelled(signal);
    files += 1;
    yield* searchFile(file, isFolder ? relative(path, file) : file);
  }
  const isRepository = isFolder && history && (await exists(join(path, '.git')));
  if (isRepository) yield* searchHistory(path, signal);
  yield { kind: 'searched', files, commits: isRepository };
}

async function* searchFile(file: string, shown: string): AsyncGenerator<LeakSearchEvent, void> {
  try {
    const { size } = await stat(file);
    if (size > largestBytes) {
      yield { kind: 'skipped', file: shown, why: 'tooLarge' };
      return;
    }
    const bytes = await readFile(file);
    for (const leak of leaksIn(bytes)) {
      yield { kind: 'leak', leak: { ...leak, place: { file: shown, commit: null } } };
    }
  } catch {
    yield { kind: 'skipped', file: shown, why: 'unreadable' };
  }
}

/** The words a kubeconfig gives itself away by, as they are and in base64 at each of its three offsets. */
const marks = ['client-certificate-data', '-----BEGIN CERTIFICATE'].flatMap((word) => [
  word,
  ...[0, 1, 2].map((shift) => base64Core(word, shift)),
]);

function base64Core(word: string, shift: number): string {
  const encoded = Buffer.from(' '.repeat(shift) + word).toString('base64');
  const isEven = (word.length + shift) % 3 === 0;
  return encoded.slice(shift === 0 ? 0 : 4, isEven ? undefined : -4);
}

/** Most files hold none of the marks and are not looked at any closer. */
export function leaksIn(bytes: Buffer) {
  return marks.some((mark) => bytes.includes(mark)) ? findLeaks(bytes.toString('utf8')) : [];
}

/** Files only: links are not followed out of the tree, and git's own store is searched as history. */
async function* walk(folder: string): AsyncGenerator<string, void> {
  for await (const entry of await opendir(folder).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* walk(path);
    if (entry.isFile()) yield path;
  }
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
