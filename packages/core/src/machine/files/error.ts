import { AckringError, toAckringError } from '../../words/errors.js';
import { shell } from '../../words/shell-word.js';

/** The system's code of a failed call, such as `ENOENT`; null for any other error. */
export function systemCode(error: unknown): string | null {
  if (error instanceof AckringError) return null;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The value, or null when there is no such file. */
export async function orMissing<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Says which file could not be read and why, in words. */
export function unreadable(file: string, error: unknown): AckringError {
  if (systemCode(error) === null) return toAckringError(error);
  return new AckringError('FileUnreadable', `${file} cannot be read: ${reason(error)}`, {
    remedy: `Look at it: \`${shell`ls -l ${file}`}\`.`,
    cause: error,
  });
}

/** Says which file could not be written and why, in words. */
export function unwritable(file: string, error: unknown): AckringError {
  if (systemCode(error) === null) return toAckringError(error);
  return new AckringError('FileUnwritable', `${file} cannot be written: ${reason(error)}`, {
    remedy: `Look at it and its folder (\`${shell`ls -ld ${file}`}\`), or fetch into another file with \`--output FILE\`.`,
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'its symbolic links go in a circle',
  ETIMEDOUT: 'its file system does not answer',
  EBUSY: 'it is a mount point, which cannot be replaced as a whole',
  EXDEV: 'it is a mount point, which cannot be replaced as a whole',
};

/** What the system says of it, in words. */
export function reason(error: unknown): string {
  const code = systemCode(error);
  return (code === null ? undefined : reasons[code]) ?? code ?? 'an unexpected error';
}
