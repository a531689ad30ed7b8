import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { reason } from './error.js';
import { readNamedFile } from './named-file.js';

/** A JSON file that may be lost at any time: failing to read or write it stops nothing. */
export interface CacheFile {
  read(): unknown;
  /** Returns the error that prevented the write, for observers; null if there was none. */
  write(value: unknown): Promise<AckringError | null>;
}

/** Ten thousand clusters, with their holders, need a quarter of it. */
const mostOfCache = 256 * 1_048_576;

/** Mode 0600 in a folder 0700; written atomically. A missing file reads as null. */
export function createCacheFile(file: string, most = mostOfCache): CacheFile {
  return {
    read: () => {
      try {
        return JSON.parse(readNamedFile(file, most).toString('utf8'));
      } catch {
        return null;
      }
    },
    write: async (value) => {
      const { promise: late, resolve } = Promise.withResolvers<AckringError>();
      const timer = setTimeout(
        () => resolve(unkept(file, Object.assign(new Error('late'), { code: 'ETIMEDOUT' }))),
        longestWriteMs,
      );
      const written = await Promise.race([replace(file, JSON.stringify(value)), late]);
      clearTimeout(timer);
      return written;
    },
  };
}

/** A hanging file server delays nobody: what is not there by then is not waited for. */
const longestWriteMs = 2_000;

async function replace(file: string, text: string): Promise<AckringError | null> {
  const beside = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, file);
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
