import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritable } from '../../machine/files/error.js';
import { makePrivateFolder } from '../../machine/files/folders.js';
import { readIfThere } from '../../machine/files/write.js';
import {
  decodeHolder,
  describeSelf,
  encodeHolder,
  type Holder,
  isDead,
} from '../../machine/kubeconfig-file/holder.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';

/** Where one session keeps its key while it lasts. */
export interface SessionFolder {
  readonly path: string;
  /** Writes a new file, mode 0600; returns its absolute path. Throws FileUnwritable. */
  write(name: string, text: string): Promise<string>;
  /** Removes everything. Also done when the process exits, for any reason. Throws FileUnwritable. */
  remove(): Promise<void>;
}

const ownerFile = 'owner.json';

/** Open folders: they are removed whenever the process exits by itself. */
const open = new Set<string>();
process.once('exit', () => {
  for (const path of open) rmSync(path, { recursive: true, force: true });
});

/**
 * Creates a folder of mode 0700 under `root`. It names its owner before it holds a key: a killed process leaves it
 * behind, and the next start removes it by `sweepFolders`. Throws FileUnwritable.
 */
export async function openSessionFolder(root: string, now: Date): Promise<SessionFolder> {
  const path = join(root, randomBytes(9).toString('hex'));
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(path, name);
    try {
      await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw unwritable(file, error);
    }
    return file;
  };
  try {
    await makeRoot(root);
    open.add(path);
    await mkdir(path, { mode: 0o700 });
    await write(ownerFile, encodeHolder(await describeSelf(now)));
  } catch (error) {
    await remove(path).catch(() => undefined);
    throw unwritable(path, error);
  }
  return { path, write, remove: () => remove(path) };
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (cause) {
    throw new AckringError('FileUnwritable', say('{path} cannot be removed, and may hold a key', { path }), {
      remedy: say('Remove it by hand: `{command}`.', { command: shell`rm -rf ${path}` }),
      cause,
    });
  }
  open.delete(path);
}

/** A link that leads elsewhere is not ours, whoever placed it. */
async function makeRoot(root: string): Promise<void> {
  await makePrivateFolder(root);
  const facts = await lstat(root);
  const self = process.geteuid?.() ?? facts.uid;
  if (!facts.isDirectory() || facts.uid !== self) {
    throw Object.assign(new Error('not a folder of ours'), { code: 'EACCES' });
  }
  await chmod(root, 0o700);
}

/**
 * Removes the folders of sessions whose process is certainly gone, though their command may still run: nobody guards
 * its key any more. A process with this id that began later, or in another boot, is not the owner. Never throws.
 */
export async function sweepFolders(root: string, names: readonly string[], now: Date): Promise<void> {
  const self = await describeSelf(now);
  for (const name of names) {
    const path = join(root, name);
    try {
      if (await isLeft(path, self, now)) await rm(path, { recursive: true });
    } catch {
      // Another start is removing it, or it cannot be removed.
    }
  }
}

/** No certificate of a session lives longer than three days. */
const longestMs = 4 * 86_400_000;

/** Creating a folder and naming its owner take a moment. */
const beginningMs = 60_000;

async function ownerIn(path: string): Promise<string> {
  try {
    return (await readIfThere(join(path, ownerFile))) ?? '';
  } catch {
    return '';
  }
}

async function isLeft(path: string, self: Holder, now: Date): Promise<boolean> {
  const facts = await lstat(path);
  const ageMs = now.getTime() - facts.mtimeMs;
  if (ageMs > longestMs) return true;
  const owner = decodeHolder(await ownerIn(path));
  if (owner !== null) return isDead(owner, self);
  // The owner is written before anything else, and may be the first to go.
  return ageMs > beginningMs || (await readdir(path)).some((name) => name !== ownerFile);
}
