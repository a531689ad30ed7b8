import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AckringError } from '@ackring/core/words/errors';
import { shell } from '@ackring/core/words/shell-word';

/** Writes a file that was not there before, for the user's eyes only; returns its whole path. */
export async function writeNew(file: string, content: string): Promise<string> {
  const path = resolve(file);
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new AckringError('FileUnwritable', isThere ? `${path} is there already` : `cannot write ${path}`, {
      remedy: isThere ? 'Give another name.' : `Look at its folder: \`${shell`ls -ld ${path}`}\`.`,
      cause: error,
    });
  }
  return path;
}
