import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AckringError, isWithoutFolder, toAckringError } from '../../words/errors.js';
import { quoted, type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';

/**
 * The system's code of a failed call, such as `ENOENT`; null for any other error, and where there is no current folder:
 * that is said of no file.
 */
export function systemCode(error: unknown): string | null {
  if (error instanceof AckringError || isWithoutFolder(error)) return null;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The value, or null if there is no such file. */
export async function orMissing<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Says that a named file is not there. */
export function notThere(file: string, cause?: unknown): AckringError {
  return new AckringError('FileNotFound', say('there is no file {file}', { file }), {
    remedy: say('Name one that is there.'),
    cause,
  });
}

/** Says which file could not be read and why, in words; FileNotFound for one that is not there. */
export function unreadable(file: string, error: unknown): AckringError {
  const code = systemCode(error);
  if (code === null) return toAckringError(error);
  if (code === 'ENOENT') return notThere(file, error);
  return new AckringError(
    'FileUnreadable',
    say('{file} cannot be read: {reason}', { file, reason: reason(error) }),
    {
      remedy:
        code === 'EISDIR'
          ? say('Name a file, not a folder. What is in this one: `{command}`.', {
              command: shell`ls ${file}`,
            })
          : say('Look at it: `{command}`.', { command: shell`ls -l ${file}` }),
      cause: error,
    },
  );
}

/** Says that the folder of a file to be written is not there. */
function noFolder(file: string, cause: unknown): AckringError {
  const folder = dirname(resolve(file));
  return new AckringError('FileNotFound', say('there is no folder {folder}', { folder }), {
    remedy: say('Make it (`{command}`), or name another file.', { command: shell`mkdir -p ${folder}` }),
    cause,
  });
}

/** Says which file could not be written and why, in words; FileNotFound for one whose folder is not there. */
export function unwritable(file: string, error: unknown): AckringError {
  const code = systemCode(error);
  if (code === null) return toAckringError(error);
  // In a folder that takes no files, such as a process's own, a new one is as missing as its folder would be.
  if (code === 'ENOENT' && !existsSync(dirname(resolve(file)))) return noFolder(file, error);
  return new AckringError(
    'FileUnwritable',
    say('{file} cannot be written: {reason}', { file, reason: reason(error) }),
    {
      remedy:
        code === 'ENOENT'
          ? say('Name a file in another folder.')
          : say('Look at it and its folder (`{command}`), or name another file.', {
              command: shell`ls -ld ${nearestThere(file)}`,
            }),
      cause: error,
    },
  );
}

/** What there is to look at: the file, or as much of its path as is there. */
function nearestThere(file: string): string {
  return existsSync(file) || dirname(file) === file ? file : nearestThere(dirname(file));
}

const reasons: Readonly<Record<string, Sentence>> = {
  ENOENT: say('its folder takes no new files'),
  EACCES: say('permission denied'),
  EPERM: say('permission denied'),
  EROFS: say('the file system is read-only'),
  ENOSPC: say('the disk is full'),
  EFBIG: say('it may not grow any larger'),
  EDQUOT: say('the disk quota is used up'),
  EISDIR: say('it is a folder'),
  ENAMETOOLONG: say('its name is too long'),
  EIO: say('the disk reports an error'),
  ENOTDIR: say('part of its path is not a folder'),
  ELOOP: say('its symbolic links go in a circle'),
  ESYMLINK: say('a symbolic link is in its place'),
  ETIMEDOUT: say('its file system does not answer'),
  EBUSY: say('it is a mount point, which cannot be replaced as a whole'),
  EXDEV: say('it is a mount point, which cannot be replaced as a whole'),
};

/** The system's reason, in words. */
export function reason(error: unknown): Sentence {
  const code = systemCode(error);
  if (code === null) return say('an unexpected error');
  return reasons[code] ?? quoted(code);
}
