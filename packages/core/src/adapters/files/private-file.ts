import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../kubeconfig-file/write.js';
import { unwritable } from './error.js';

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
