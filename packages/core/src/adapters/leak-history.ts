import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { throwIfCancelled } from '../retry.js';
import { type LeakSearchEvent, largestBytes, leaksIn } from './leak-search.js';

const run = promisify(execFile);

/** Settings of the searched repository must not make git run anything. */
const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-pager'];

interface Blob {
  readonly id: string;
  readonly path: string;
}

/**
 * Every version of every file a repository ever had, on all its branches, stashes and reflogs: what was deleted
 * in a later commit is leaked all the same. Uses the system's git; without one, or where git will not, that is
 * told.
 */
export async function* searchHistory(
  folder: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<LeakSearchEvent, void> {
  let blobs: readonly Blob[];
  try {
    blobs = await listBlobs(folder);
  } catch {
    yield { kind: 'skipped', file: '.git', why: 'noGit' };
    return;
  }
  const contents = readBlobs(folder, blobs);
  for await (const { blob, bytes } of contents) {
    throwIfCancelled(signal);
    if (bytes === null) {
      yield { kind: 'skipped', file: `${blob.path} (in the history)`, why: 'tooLarge' };
      continue;
    }
    for (const leak of leaksIn(bytes)) {
      const place = { file: blob.path, commit: await firstCommit(folder, blob.id) };
      yield { kind: 'leak', leak: { ...leak, place } };
    }
  }
}

async function listBlobs(folder: string): Promise<readonly Blob[]> {
  const git = spawn('git', [...quiet, '-C', folder, 'rev-list', '--objects', '--all', '--reflog'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    git.once('error', reject);
    git.once('close', resolve);
  });
  ended.catch(() => undefined);
  const blobs: Blob[] = [];
  for await (const line of createInterface({ input: git.stdout })) {
    const space = line.indexOf(' ');
    if (space > 0 && space < line.length - 1)
      blobs.push({ id: line.slice(0, space), path: line.slice(space + 1) });
  }
  if ((await ended) !== 0) throw new Error('git rev-list failed');
  return blobs;
}

/** `cat-file --batch`: a header line, the bytes, a line's end, one object after the other. Trees are passed over. */
async function* readBlobs(
  folder: string,
  blobs: readonly Blob[],
): AsyncGenerator<{ blob: Blob; bytes: Buffer | null }, void> {
  const git = spawn('git', [...quiet, '-C', folder, 'cat-file', '--batch'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const reader = bytesOf(git.stdout);
  try {
    for (const blob of blobs) {
      git.stdin.write(`${blob.id}\n`);
      const [, type = '', size = '0'] = (await reader.line()).split(' ');
      const length = Number(size);
      if (!Number.isFinite(length) || type === 'missing') continue;
      const bytes = await reader.take(length, type === 'blob' && length <= largestBytes);
      await reader.take(1, false);
      if (type === 'blob') yield { blob, bytes };
    }
  } finally {
    git.stdin.end();
    git.kill();
  }
}

interface ByteReader {
  line(): Promise<string>;
  /** The next `count` bytes, or null when they are only passed over. */
  take(count: number, isWanted: boolean): Promise<Buffer | null>;
}

function bytesOf(stream: AsyncIterable<Buffer>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<void> => {
    const { value, done } = await chunks.next();
    if (done) throw new Error('git cat-file ended early');
    rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
  };
  return {
    line: async () => {
      for (let end = rest.indexOf(10); ; end = rest.indexOf(10)) {
        if (end === -1) {
          await more();
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
        if (rest.length === 0) await more();
        const part = rest.subarray(0, left);
        if (isWanted) kept.push(part);
        left -= part.length;
        rest = rest.subarray(part.length);
      }
      return isWanted ? Buffer.concat(kept) : null;
    },
  };
}

async function firstCommit(folder: string, blob: string): Promise<string | null> {
  const args = [...quiet, '-C', folder, 'log', '--all', '--reflog', '--format=%H', `--find-object=${blob}`];
  const { stdout } = await run('git', args, { maxBuffer: 16 * 1_048_576 }).catch(() => ({ stdout: '' }));
  return stdout.trim().split('\n').at(-1) || null;
}
