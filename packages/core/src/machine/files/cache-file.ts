import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { reason } from './error.js';
import { readNamedFile } from './named-file.js';

/** A JSON file that may be lost at any time: one that cannot be read or written stops nothing. */
export interface CacheFile {
  read(): unknown;
  /** Gives what kept it from being written, for those who look on; null when nothing did. */
  write(value: unknown): Promise<AckringError | null>;
}

/** Ten thousand clusters, and their holders, take a quarter of it. */
const mostOfCache = 256 * 1_048_576;

/** Mode 0600 in a folder 0700; whole or not at all. Null is read where there is none. */
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

/** A file server that hangs holds up nobody: what is not there by then is not waited for. */
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
