import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { unwritable } from '../files/error.js';
import { namesIn } from '../files/folders.js';
import { readIfThere } from '../files/write.js';
import { decodeHolder, describeSelf, encodeHolder, type Holder, isDead } from '../kubeconfig-file/holder.js';

interface TemporaryFolder {
  readonly path: string;
  /** With everything in it. */
  remove(): Promise<void>;
}

/** Names the process that a folder belongs to. */
const ownerFile = '.owner.json';

/**
 * A new folder, mode 0700, in `root`, by default this machine's temporary folder. Those of the same prefix that killed
 * processes left there are removed first. Throws FileUnwritable.
 */
export async function temporaryFolder(
  prefix: string,
  now: Date,
  root: string = tmpdir(),
): Promise<TemporaryFolder> {
  const self = await describeSelf(now);
  await removeLeft(root, prefix, self);
  const path = await mkdtemp(join(root, prefix)).catch((cause: unknown) => {
    throw new AckringError(
      'FileUnwritable',
      say('no temporary folder can be made in {parent}', { parent: root }),
      {
        remedy: say('Set TMPDIR to a folder that you can write to.'),
        cause,
      },
    );
  });
  // Something may still be written into it.
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5 });
  try {
    await writeFile(join(path, ownerFile), encodeHolder(self), { mode: 0o600 });
  } catch (error) {
    await remove().catch(() => undefined);
    throw unwritable(path, error);
  }
  return { path, remove };
}

async function removeLeft(root: string, prefix: string, self: Holder): Promise<void> {
  for (const name of await namesIn(root)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(root, name);
    try {
      if (await isLeft(path, self)) await rm(path, { recursive: true, force: true });
    } catch {
      // Another start is removing it, or it cannot be removed.
    }
  }
}

/** Other users may put anything there, under any name: what is theirs stays, and a link is followed nowhere. */
async function isLeft(path: string, self: Holder): Promise<boolean> {
  const facts = await lstat(path);
  if (!facts.isDirectory() || facts.uid !== (process.geteuid?.() ?? facts.uid)) return false;
  const owner = decodeHolder((await readIfThere(join(path, ownerFile))) ?? '');
  return owner !== null && isDead(owner, self);
}
