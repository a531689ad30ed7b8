import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { orMissing, unwritable } from './error.js';

/**
 * Where a path leads, through symlinks, even to a file that does not exist yet. Throws FileUnwritable for a link that
 * another user placed in a world-writable folder such as /tmp: following it would let that user choose which of our
 * files is overwritten. The kernel refuses the same, but does not see the links that we resolve ourselves. The same for
 * what leads nowhere.
 */
export async function resolveTarget(file: string): Promise<string> {
  try {
    return await resolveFrom(file, 0);
  } catch (error) {
    throw unwritable(file, error);
  }
}

async function resolveFrom(file: string, depth: number): Promise<string> {
  const link = await orMissing(lstat(file));
  if (link?.isSymbolicLink()) {
    await refuseForeignLink(file, link.uid);
    // Circular: the system's own error says so.
    const place = depth < 40 ? await readlink(file) : await realpath(file);
    return resolveFrom(resolve(dirname(file), place), depth + 1);
  }
  const folder = (await orMissing(realpath(dirname(file)))) ?? resolve(dirname(file));
  return join(folder, basename(file));
}

async function refuseForeignLink(file: string, owner: number): Promise<void> {
  const self = process.geteuid?.();
  if (self === undefined || owner === self) return;
  const folder = await stat(dirname(file));
  const isShared = (folder.mode & 0o002) !== 0;
  if (!isShared || owner === folder.uid) return;
  throw new AckringError(
    'FileUnwritable',
    say('{file} is a link placed there by another user ({owner})', { file, owner }),
    { remedy: say('Use a folder that nobody else can write to, or remove the link.') },
  );
}

/** Refuses what a rename would destroy: a device such as /dev/null, a pipe, a socket. Throws FileUnwritable. */
export async function refuseSpecialFile(target: string): Promise<void> {
  const there = await orMissing(stat(target));
  if (there === null || there.isFile() || there.isDirectory()) return;
  throw new AckringError(
    'FileUnwritable',
    say('{file} is not a regular file and cannot be replaced by one', { file: target }),
    { remedy: say('Name another file, or print to standard output: `ackring get CLUSTER --stdout`.') },
  );
}
