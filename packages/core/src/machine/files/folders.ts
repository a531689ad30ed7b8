import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

interface TemporaryFolder {
  readonly path: string;
  /** With everything in it. */
  remove(): Promise<void>;
}

/** A new folder, mode 0700, in this machine's temporary folder. */
export async function temporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  // Something may still be written into it.
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
