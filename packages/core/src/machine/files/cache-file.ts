import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { reason } from './error.js';
import { makePrivateFolder } from './folders.js';
import { readNamedFile } from './named-file.js';

/** A JSON file that may be lost at any time: failing to read or write it stops nothing. */
export interface CacheFile {
  read(): unknown;
  /**
   * Returns the error that prevented the write, for observers; null if there was none, or none yet. On a busy machine
   * or a hanging file server it goes on unobserved: if it is lost, only the next start is slower, and the next write
   * makes up for it. A write that a later one has overtaken is left out.
   */
  write(value: unknown): Promise<AckringError | null>;
}

/** Ten thousand clusters, with their holders, need a quarter of it. */
const mostOfCache = 256 * 1_048_576;

/** How long a write is waited for. */
const usualPatienceMs = 2_000;

/** Mode 0600 in a folder 0700; written atomically. A missing file reads as null. */
export function createCacheFile(file: string, most = mostOfCache, patienceMs = usualPatienceMs): CacheFile {
  let writes = 0;
  return {
    read: () => {
      try {
        return JSON.parse(readNamedFile(file, most).toString('utf8'));
      } catch {
        return null;
      }
    },
    write: async (value) => {
      writes += 1;
      const own = writes;
      return patiently(
        replaceCache(file, JSON.stringify(value), () => own === writes),
        patienceMs,
      );
    },
  };
}

/** Waits for work on a cache only so long: null if it is not done by then, and it goes on unobserved. */
export async function patiently<T>(work: Promise<T>, patienceMs = usualPatienceMs): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), patienceMs);
  const done = await Promise.race([work, late]);
  clearTimeout(timer);
  return done;
}

/** Replaces a cache's text atomically, 0600 in a folder 0700. Returns the error that prevented it. */
export async function replaceCache(
  file: string,
  text: string,
  isLatest = () => true,
): Promise<AckringError | null> {
  const beside = `${file}.${randomUUID()}`;
  try {
    await makePrivateFolder(dirname(file));
    await writeFile(beside, text, { mode: 0o600 });
    if (isLatest()) await rename(beside, file);
    else await rm(beside);
    return null;
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    return unkept(file, error);
  }
}

function unkept(file: string, cause: unknown): AckringError {
  const folder = dirname(file);
  return new AckringError(
    'FileUnwritable',
    say('the last known fleet cannot be kept in {folder}: {reason}', { folder, reason: reason(cause) }),
    {
      remedy: say('Only the next start is slower. Check the folder: `{command}`.', {
        command: shell`ls -ld ${folder}`,
      }),
      cause,
    },
  );
}
