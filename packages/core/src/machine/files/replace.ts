import { constants, type Stats } from 'node:fs';
import { type FileHandle, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { isWindows } from '../platform.js';
import { orMissing, systemCode } from './error.js';

/** Owner and permissions of a file's new content; decided before a byte is written. */
export interface KeptAccess {
  readonly mode: number;
  /** Null for ours. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** A group works with it: without its group they would lose access. */
  readonly isShared: boolean;
}

const ours: KeptAccess = { mode: 0o600, owner: null, isShared: false };

/**
 * Keeps a file's owner, even under sudo, and its group and mode if shared with a group; any other file becomes 0600.
 * Nobody else keeps access. Throws FileUnwritable for a file that another user placed in a world-writable folder such
 * as /tmp: that user would get the key.
 */
export async function accessToKeep(file: string): Promise<KeptAccess> {
  const old = await orMissing(stat(file));
  if (old === null || process.geteuid === undefined) return ours;
  await refusePlaced(file, old);
  const isShared = (old.mode & 0o070) !== 0 && (old.mode & 0o007) === 0;
  return { mode: isShared ? old.mode & 0o770 : 0o600, owner: { uid: old.uid, gid: old.gid }, isShared };
}

async function refusePlaced(file: string, { uid }: Stats): Promise<void> {
  if (uid === process.geteuid?.()) return;
  const folder = await stat(dirname(file));
  if ((folder.mode & constants.S_IWOTH) === 0 || uid === folder.uid) return;
  throw new AckringError(
    'FileUnwritable',
    say('{file} was placed there by another user ({uid})', { file, uid }),
    {
      remedy: say('Use a folder that nobody else can write to, or remove the file.'),
    },
  );
}

/** Applies the kept owner and mode to an unfinished copy. Throws FileUnwritable if a group would lose the file. */
export async function giveAccess(handle: FileHandle, file: string, kept: KeptAccess): Promise<void> {
  const { mode, owner, isShared } = kept;
  const own = await handle.stat();
  if (owner !== null && (own.uid !== owner.uid || own.gid !== owner.gid)) {
    const isGiven = await handle.chown(owner.uid, owner.gid).then(
      () => true,
      () => false,
    );
    if (!isGiven && isShared) throw lostToGroup(file);
  }
  // After the owner: changing that drops permissions.
  await handle.chmod(mode);
}

function lostToGroup(file: string): AckringError {
  return new AckringError(
    'FileUnwritable',
    say('{file} belongs to a group, and you cannot keep its owner and group', { file }),
    {
      remedy: say('Let its owner do it (`{command}`), or name another file.', {
        command: shell`ls -l ${file}`,
      }),
    },
  );
}

/** Windows replaces no file that somebody has open, unless they allow it; Go's programs, such as kubectl, do not. */
const passing: ReadonlySet<string> = new Set(isWindows ? ['EACCES', 'EBUSY', 'EPERM'] : []);

const attempts = 50;
const pauseMs = 20;

/** Renames a file over another, for a second again while that fails in a way that passes. Throws the system's error. */
export async function renameOver(from: string, to: string, isPassing = passing): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === attempts || !isPassing.has(systemCode(error) ?? '')) throw error;
      await delay(pauseMs);
    }
  }
}
