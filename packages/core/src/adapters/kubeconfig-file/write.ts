import { type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { orMissing, systemCode } from '../files/error.js';
import { accessToKeep, giveAccess, type KeptAccess } from './kept-access.js';

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

export interface WriteOptions {
  /**
   * 0600 by default, and ours, whoever placed a file there before; null for a new file that all may read as far as
   * the user's mask lets them; `kept` for a file that stays its owner's, and its group's where one shares it.
   */
  readonly mode?: number | null | 'kept';
  readonly onStep?: OnStep;
}

/**
 * Replaces a file as a whole: written beside it, synced, renamed over it, the folder synced. Killed anywhere, the
 * file is the old or the new one. `path` is no symlink; a hard link of it elsewhere keeps the old content, so that
 * nobody's other file is ever written through one.
 */
export async function writeAtomically(
  path: string,
  bytes: Uint8Array,
  { mode = 0o600, onStep = () => undefined }: WriteOptions = {},
): Promise<void> {
  const draft = `${draftPrefix(path)}${process.pid}-${Math.random().toString(36).slice(2, 10)}.new`;
  const kept: KeptAccess | null =
    mode === 'kept'
      ? await accessToKeep(path)
      : mode === null
        ? null
        : { mode, owner: null, isShared: false };
  const handle = await open(draft, 'wx', kept === null ? 0o644 : 0o600);
  try {
    onStep('created');
    await fillAndSync(handle, { path, bytes, kept, onStep });
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

/** Whether a name is that of an unfinished copy, of any file. */
export function isDraft(name: string): boolean {
  return /^\..+\.ackring-\d+-[a-z0-9]+\.new$/.test(name);
}

interface Filling {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kept: KeptAccess | null;
  readonly onStep: OnStep;
}

async function fillAndSync(handle: FileHandle, { path, bytes, kept, onStep }: Filling): Promise<void> {
  try {
    if (kept !== null) await giveAccess(handle, path, kept);
    await handle.writeFile(bytes);
    onStep('written');
    await handle.sync();
    onStep('synced');
  } finally {
    await handle.close();
  }
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
    // One of another user's, in a folder where he may write too, is not ours to remove, nor in our way.
    if (!isLive) await unlink(join(dirname(path), name)).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
