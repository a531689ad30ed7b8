import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { orMissing, systemCode, unreadable, unwritable } from './error.js';
import { resolveTarget } from './file-target.js';
import { makeFolder, makePrivateFolder } from './folders.js';
import { readOrdinaryFile } from './named-file.js';
import { accessToKeep, giveAccess, type KeptAccess, renameOver } from './replace.js';

/** The points of a write, reported as they are passed: an observer may kill the process at any of them. */
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
   * 0600 by default, and ours, whoever placed a file there before; null for a new file that all may read as the umask
   * allows; `kept` for a file that keeps its owner, and its group if shared with one.
   */
  readonly mode?: number | null | 'kept';
  readonly onStep?: OnStep;
  /** Has to be done before the file is replaced, and is, while the new content is written; else nothing is replaced. */
  readonly meanwhile?: () => Promise<void>;
}

/**
 * Replaces a file atomically: written beside it, synced, renamed over it, the folder synced. Killed anywhere, the
 * file is the old or the new one. `path` is no symlink; hard links elsewhere keep the old content, so that no other
 * file is ever written through one.
 */
export async function writeAtomically(
  path: string,
  bytes: Uint8Array | Iterable<Uint8Array>,
  { mode = 0o600, onStep = () => undefined, meanwhile = async () => undefined }: WriteOptions = {},
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
    const works = [fillAndSync(handle, { path, bytes, kept, onStep }), meanwhile()];
    const failed = (await Promise.allSettled(works)).find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await renameOver(draft, path);
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
  readonly bytes: Uint8Array | Iterable<Uint8Array>;
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

/** Makes a rename survive a power cut; systems that cannot sync folders are skipped. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'].includes(systemCode(error) ?? '')) throw error;
  }
}

/**
 * Removes what killed writers left beside the file. Call with the lock held: every unfinished copy is then a dead
 * writer's; the claims of processes that wait for the lock stay.
 */
export async function removeDrafts(path: string): Promise<void> {
  const prefix = basename(draftPrefix(path));
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const isLive = name.endsWith('.claim') && isRunning(Number.parseInt(name.slice(prefix.length), 10));
    // Another user's copy, in a folder that they may write to, is not ours to remove, nor in our way.
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

/**
 * Writes a file that the user named, atomically: readers see the old or the new one. A private one is 0600 from its
 * first byte, however permissive the old one was; any other keeps its mode. Anything but an ordinary file (a pipe, a
 * terminal, /dev/null) is written into as it is. Throws FileUnwritable.
 */
export async function writeOutputFile(
  file: string,
  text: string,
  { isPrivate, makesFolder = false }: { readonly isPrivate: boolean; readonly makesFolder?: boolean },
): Promise<void> {
  try {
    if (makesFolder) await makeFolder(dirname(file));
    const there = await orMissing(stat(file));
    if (there !== null && !there.isFile()) return await writeThrough(file, text, isPrivate);
    const mode = isPrivate ? 0o600 : there === null ? null : there.mode & 0o755;
    await writeAtomically(await resolveTarget(file), Buffer.from(text), { mode });
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Into a pipe or a device; a key into nobody else's pipe, who would read it. */
async function writeThrough(file: string, text: string, isPrivate: boolean): Promise<void> {
  const handle = await open(file, constants.O_WRONLY);
  try {
    const facts = await handle.stat();
    const isOthers = process.getuid !== undefined && facts.uid !== process.getuid();
    if (isPrivate && isOthers && !facts.isCharacterDevice())
      throw Object.assign(new Error('not ours'), { code: 'EPERM' });
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/** Throws FileNotFound where the folder of a file to be written is not there. */
export async function requireFolder(file: string): Promise<void> {
  await stat(dirname(file)).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

/** Creates a private file; returns its absolute path. Throws FileUnwritable, FileNotFound without its folder. */
export async function writeNewFile(file: string, content: string | Buffer): Promise<string> {
  const path = resolve(file);
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw unwritable(path, error);
    throw new AckringError('FileUnwritable', say('{file} already exists', { file: path }), {
      remedy: say('Choose another name.'),
      cause: error,
    });
  }
  return path;
}

/** Writes a private file over what is there: only for what may be lost, or read half. */
export async function writeInPlace(path: string, text: string): Promise<void> {
  const handle = await openOwn(path, constants.O_TRUNC);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file of ours for writing, 0600 if new. Others' files are never written through a link in its place, as a
 * rename over it would not either: `ESYMLINK`. A pipe's reader is not waited for.
 */
export async function openOwn(
  path: string,
  how: typeof constants.O_APPEND | typeof constants.O_TRUNC,
): Promise<FileHandle> {
  try {
    return await open(path, ownFileFlags | how, 0o600);
  } catch (error) {
    throw systemCode(error) === 'ELOOP' ? new LinkInPlace() : error;
  }
}

const ownFileFlags =
  constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Where a file of ours should be is a symbolic link. */
class LinkInPlace extends Error {
  override readonly name = 'LinkInPlace';
  readonly code = 'ESYMLINK';
}

/** Removes a file, if there is one. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Appends to a private file in one write, synced: after it returns the text survives a power cut. */
export async function appendSynced(path: string, text: string): Promise<void> {
  const handle = await openOwn(path, constants.O_APPEND);
  try {
    await handle.chmod(0o600);
    await handle.write(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes files of mode 0600 into a folder of mode 0700, each atomically; returns the path. */
export function privateFolder(folder: string): (name: string, text: string) => Promise<string> {
  return async (name, text) => {
    const path = join(folder, name);
    try {
      await makePrivateFolder(folder);
      await writeAtomically(path, Buffer.from(text));
    } catch (error) {
      throw unwritable(path, error);
    }
    return path;
  };
}

/** The text of a file, null if it does not exist. Throws FileUnreadable. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await orMissing(readOrdinaryFile(path)))?.toString('utf8') ?? null;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A private file that is created once, atomically, and never replaced: a key. Throws FileUnwritable. */
export function keptOnce(path: string): {
  read(): Promise<string | null>;
  create(text: string): Promise<void>;
} {
  return {
    read: () => readIfThere(path),
    create: async (text) => {
      const beside = `${path}.${process.pid}-${randomUUID()}`;
      try {
        await makePrivateFolder(dirname(path));
        await writeFile(beside, text, { mode: 0o600, flag: 'wx', flush: true });
        await link(beside, path);
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw unwritable(path, error);
      } finally {
        await rm(beside, { force: true });
      }
    },
  };
}
