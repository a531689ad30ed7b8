import { chmod, mkdir, readdir } from 'node:fs/promises';

/** Creates a private folder and its parents; an existing one stays as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
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
