import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './error.js';

/** Creates a private folder and its parents; an existing one stays as it is. */
export function makePrivateFolder(path: string): Promise<void> {
  return makeFolder(path, 0o700);
}

/**
 * Creates a folder and its parents. Node's own way, `recursive`, tries for ever where a parent is there and takes no
 * folder, as below /proc.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const above = dirname(path);
    if (systemCode(error) !== 'ENOENT' || above === path) return thrownUnlessFolder(path, error);
    await makeFolder(above, mode);
    await mkdir(path, { mode }).catch((again: unknown) => thrownUnlessFolder(path, again));
  }
}

/** Another program may have made it in the meantime. */
async function thrownUnlessFolder(path: string, error: unknown): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw error;
}

/** The same, and an existing one becomes private too. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await makePrivateFolder(path);
  await chmod(path, 0o700);
}

/** The names in a folder; none if it cannot be read. */
export async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch(() => []);
}
