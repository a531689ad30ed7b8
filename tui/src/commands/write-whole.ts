import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { AckringError } from '@ackring/core/errors';

/** Writes a report, whole or not at all: whoever reads the file meanwhile never sees half of it. */
export async function writeWhole(file: string, content: string): Promise<void> {
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, content, { mode: 0o644 });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw new AckringError('FileUnwritable', `cannot write ${file}`, {
      remedy: `Look at its folder: \`ls -ld ${file}\`.`,
      cause: error,
    });
  }
}
