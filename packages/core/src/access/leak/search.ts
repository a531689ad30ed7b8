import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { bytesIn, isFolder, treeBelow } from '../../machine/files/facts.js';
import { readBeginning, readNamedFile } from '../../machine/files/named-file.js';
import { GitFailure, type GitRepository, gitOutput, startGit } from '../../machine/processes/git.js';
import { throwIfCancelled } from '../../machine/retry.js';
import { type LeakSearchEvent, largestBytes, leaksIn, tooLargeBy } from './leaks-in.js';

/** A block, which tells what a file is: git and grep look at no more. */
const headBytes = 8_000;

export interface LeakSearchOptions {
  /** A file or a folder. */
  readonly path: string;
  /** Also the histories of the repositories at `path` and below; default true. */
  readonly history?: boolean;
  /** Also what package managers have installed; default false. */
  readonly packages?: boolean | undefined;
  /** For git. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Looks for leaked kubeconfigs in a file, or in a tree with the whole history of its repositories. */
export async function* searchLeaks(options: LeakSearchOptions): AsyncGenerator<LeakSearchEvent, void> {
  const { path, history = true, packages = false, signal, environment } = options;
  const isTree = await isFolder(path);
  const shown = (place: string): string => (isTree ? relative(path, place) || '.' : place);
  const repositories: string[] = [];
  let files = 0;
  for await (const { kind, place } of isTree ? treeBelow(path, packages) : [{ kind: 'file', place: path }]) {
    throwIfCancelled(signal);
    if (kind === 'repository') repositories.push(place);
    if (kind === 'unreadable') yield { kind: 'skipped', file: shown(place), why: 'unreadable' };
    if (kind === 'packages') yield { kind: 'leftOut', file: shown(place) };
    if (kind !== 'file') continue;
    files += 1;
    yield { kind: 'reading', file: shown(place) };
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
      yield { kind: 'skipped', file: shown, why: tooLargeBy(readBeginning(file, headBytes)) };
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

interface GitObject {
  readonly id: string;
  /** Empty for commits and tags: people paste secrets into messages too. */
  readonly path: string;
}

/**
 * Every version of every file in a repository's history, on all branches, stashes and reflogs, and all messages: what
 * a later commit deleted is leaked all the same. `shown` names the repository. Uses the system's git; reports when
 * there is none, when git refuses, and when part of the history is missing.
 */
export async function* searchHistory(
  repository: GitRepository,
  shown: string,
): AsyncGenerator<LeakSearchEvent, void> {
  const skipped = { kind: 'skipped', file: shown } as const;
  try {
    let missing = 0;
    const onMissing = () => (missing += 1);
    const objects = listObjects(repository, onMissing);
    for await (const { object, bytes, isWhole } of readObjects(repository, objects, onMissing)) {
      throwIfCancelled(repository.signal);
      const file = object.path === '' ? `${shown} (a message)` : object.path;
      yield { kind: 'reading', file };
      if (!isWhole) yield { kind: 'skipped', file, isOld: true, why: tooLargeBy(bytes) };
      else yield* leaksOf(repository, object, file, bytes);
    }
    const shallow = await gitOutput(repository, ['rev-parse', '--is-shallow-repository']);
    if (missing > 0) yield { ...skipped, why: 'incomplete', detail: `${missing} objects are elsewhere` };
    if (shallow.trim() === 'true') yield { ...skipped, why: 'incomplete', detail: 'it is a shallow clone' };
  } catch (error) {
    throwIfCancelled(repository.signal);
    if (!(error instanceof GitFailure)) throw error;
    yield { ...skipped, why: error.why, detail: error.message };
  }
}

async function* leaksOf(
  repository: GitRepository,
  object: GitObject,
  file: string,
  bytes: Buffer,
): AsyncGenerator<LeakSearchEvent, void> {
  const { leaks, tokens, closed } = leaksIn(bytes);
  for (const why of closed) yield { kind: 'skipped', file, isOld: true, why };
  if (leaks.length === 0 && tokens.length === 0) return;
  const commit = object.path === '' ? object.id : await firstCommit(repository, object.id);
  const place = { file, commit };
  for (const leak of leaks) yield { kind: 'leak', leak: { ...leak, place } };
  for (const leak of tokens) yield { kind: 'token', leak: { ...leak, place } };
}

/** As git prints them; `?` marks one that this clone lacks. */
async function* listObjects(
  repository: GitRepository,
  onMissing: () => void,
): AsyncGenerator<GitObject, void> {
  const args = ['rev-list', '--objects', '--missing=print', '--all', '--reflog'];
  const git = startGit(repository, args);
  git.stdin.end();
  try {
    for await (const line of createInterface({ input: git.stdout })) {
      const [, mark, id = '', path = ''] = /^(\??)([0-9a-f]+)(?: (.*))?$/.exec(line) ?? [];
      // A root tree has an empty path after its id, a commit no path at all.
      const isRootTree = line.endsWith(' ');
      if (mark === '?') onMissing();
      else if (id !== '' && !isRootTree) yield { id, path };
    }
    await git.ended();
  } finally {
    git.kill();
  }
}

interface ReadObject {
  readonly object: GitObject;
  /** Of one that is too large the first ones. */
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/** `cat-file --batch`: a header line, the bytes and a line feed per object. Trees are skipped. */
async function* readObjects(
  repository: GitRepository,
  objects: AsyncIterable<GitObject>,
  onMissing: () => void,
): AsyncGenerator<ReadObject, void> {
  const git = startGit(repository, ['cat-file', '--batch']);
  const reader = bytesOf(git.stdout);
  try {
    for await (const object of objects) {
      git.stdin.write(`${object.id}\n`);
      const header = await reader.line();
      if (header === null) break;
      const [, type = '', size = ''] = header.split(' ');
      const length = Number(size);
      if (type === 'missing' || !Number.isInteger(length)) {
        onMissing();
        continue;
      }
      const isWhole = length <= largestBytes;
      const wanted = isWhole ? length : headBytes;
      const bytes = await reader.take(wanted, true);
      await reader.take(length - wanted + 1, false);
      if (type !== 'tree') yield { object, bytes, isWhole };
    }
    git.stdin.end();
    await git.ended();
  } finally {
    git.kill();
  }
}

interface ByteReader {
  /** Null at the end. */
  line(): Promise<string | null>;
  /** The next `count` bytes, or none of them when skipping them. */
  take(count: number, isWanted: boolean): Promise<Buffer>;
}

function bytesOf(stream: Readable): ByteReader {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await chunks.next();
    if (done) return false;
    rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
    return true;
  };
  return {
    line: async () => {
      for (let end = rest.indexOf(10); ; end = rest.indexOf(10)) {
        if (end === -1) {
          if (!(await more())) return null;
          continue;
        }
        const line = rest.subarray(0, end).toString('utf8');
        rest = rest.subarray(end + 1);
        return line;
      }
    },
    take: async (count, isWanted) => {
      const kept: Buffer[] = [];
      for (let left = count; left > 0; ) {
        if (rest.length === 0 && !(await more()))
          throw new GitFailure('gitFailed', 'git cat-file ended early');
        const part = rest.subarray(0, left);
        if (isWanted) kept.push(part);
        left -= part.length;
        rest = rest.subarray(part.length);
      }
      return Buffer.concat(kept);
    },
  };
}

async function firstCommit(repository: GitRepository, blob: string): Promise<string | null> {
  const args = [
    'log',
    '--all',
    '--reflog',
    '--no-show-signature',
    '--format=%H',
    '--no-patch',
    `--find-object=${blob}`,
  ];
  const commits = await gitOutput(repository, args);
  return commits.trim().split('\n').at(-1) || null;
}
