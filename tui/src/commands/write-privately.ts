import { chmod, writeFile } from 'node:fs/promises';
import { AckringError } from '@ackring/core/errors';

/** Writes a file that only the user can read, even over a laxer one. */
export async function writePrivately(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, '', { mode: 0o600, flag: 'a' });
    await chmod(file, 0o600);
    await writeFile(file, content);
  } catch (error) {
    throw new AckringError('FileUnwritable', `cannot write ${file}`, {
      remedy: `Look at it and its folder: \`ls -ld ${file}\`.`,
      cause: error,
    });
  }
}
