import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

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

/** A new folder, mode 0700, in this machine's temporary folder. Throws FileUnwritable. */
export async function temporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const parent = tmpdir();
  const path = await mkdtemp(join(parent, prefix)).catch((cause: unknown) => {
    throw new AckringError('FileUnwritable', say('no temporary folder can be made in {parent}', { parent }), {
      remedy: say('Set TMPDIR to a folder that you can write to.'),
      cause,
    });
  });
  // Something may still be written into it.
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
