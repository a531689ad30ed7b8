import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orMissing, unwritable } from './error.js';
import { resolveTarget } from './file-target.js';
import { writeAtomically } from './write.js';

/**
 * Writes a file that the user named, as a whole or not at all: whoever reads it meanwhile sees the old or the new
 * one. A private one is 0600 from its first byte on, however lax the old one was; any other keeps its mode.
 * What is no ordinary file (a pipe, a terminal, /dev/null) is written into as it is. Throws FileUnwritable.
 */
export async function writeOutputFile(
  file: string,
  text: string,
  { isPrivate }: { readonly isPrivate: boolean },
): Promise<void> {
  try {
    const there = await orMissing(stat(file));
    if (there !== null && !there.isFile()) return await writeFile(file, text);
    const mode = isPrivate ? 0o600 : there === null ? null : there.mode & 0o755;
    await writeAtomically(await resolveTarget(file), Buffer.from(text), { mode });
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Writes files of mode 0600 into a folder of mode 0700, each as a whole; returns the path. */
export function privateFolder(folder: string): (name: string, text: string) => Promise<string> {
  return async (name, text) => {
    const path = join(folder, name);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(path, Buffer.from(text));
    } catch (error) {
      throw unwritable(path, error);
    }
    return path;
  };
}
