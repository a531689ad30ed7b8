import { type FileHandle, open, readdir, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { orMissing, systemCode } from './file-error.js';

/** The points of a write, told as they are passed: whoever watches may stop the process at any of them. */
export type WriteStep =
  | 'locked'
  | 'read'
  | 'backedUp'
  | 'recorded'
  | 'created'
  | 'written'
  | 'synced'
  | 'renamed'
  | 'folderSynced'
  | 'finished';

export type OnStep = (step: WriteStep) => void;

/**
 * Replaces a file as a whole: written beside it with mode 0600 however lax the old one was, synced, renamed
 * over it, the folder synced. Killed anywhere, the file is the old or the new one. `path` is no symlink.
 */
export async function writeAtomically(path: string, bytes: Uint8Array, onStep: OnStep): Promise<void> {
  const draft = `${draftPrefix(path)}${process.pid}-${Math.random().toString(36).slice(2, 10)}.new`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    onStep('created');
    await fillAndSync(handle, path, bytes, onStep);
    await rename(draft, path);
  } catch (error) {
    await orMissing(unlink(draft));
    throw error;
  }
  onStep('renamed');
  await syncFolder(dirname(path));
  onStep('folderSynced');
}

function draftPrefix(path: string): string {
  return join(dirname(path), `.${basename(path)}.ackring-`);
}

async function fillAndSync(
  handle: FileHandle,
  path: string,
  bytes: Uint8Array,
  onStep: OnStep,
): Promise<void> {
  try {
    await handle.chmod(0o600);
    await keepOwner(handle, path);
    await handle.writeFile(bytes);
    onStep('written');
    await handle.sync();
    onStep('synced');
  } finally {
    await handle.close();
  }
}

/** Under sudo the file must stay its user's. */
async function keepOwner(handle: FileHandle, path: string): Promise<void> {
  const old = await orMissing(stat(path));
  const own = await handle.stat();
  if (!old || (old.uid === own.uid && old.gid === own.gid)) return;
  await handle.chown(old.uid, old.gid).catch(() => undefined); // not ours to give away: then it is ours
}

/** Makes a rename last through a power cut; systems that cannot sync folders are left be. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'].includes(systemCode(error) ?? '')) throw error;
  }
}

/**
 * Removes what killed writers left beside the file. Call with the lock held: then every unfinished copy is a
 * dead one's; the claims of those who wait for the lock stay.
 */
export async function removeDrafts(path: string): Promise<void> {
  const prefix = basename(draftPrefix(path));
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const isLive = name.endsWith('.claim') && isRunning(Number.parseInt(name.slice(prefix.length), 10));
    if (!isLive) await orMissing(unlink(join(dirname(path), name)));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

/** Where a path leads, through symlinks, also to a file that does not exist yet. */
export async function resolveTarget(file: string, depth = 0): Promise<string> {
  const real = await orMissing(realpath(file));
  if (real !== null) return real;
  const linkTarget = depth < 40 ? await readlink(file).catch(() => null) : null;
  if (linkTarget !== null) return resolveTarget(resolve(dirname(file), linkTarget), depth + 1);
  return join((await orMissing(realpath(dirname(file)))) ?? resolve(dirname(file)), basename(file));
}
