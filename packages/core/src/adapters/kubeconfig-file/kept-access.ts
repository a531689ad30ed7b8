import { constants, type Stats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AckringError } from '../../errors.js';
import { shell } from '../../shell-word.js';
import { orMissing } from '../files/error.js';

/** Whose the new content of a file is to be, and who may read it; decided before a byte is written. */
export interface KeptAccess {
  readonly mode: number;
  /** Null for ours. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** A group works with it: without its group it would be lost to them. */
  readonly isShared: boolean;
}

const ours: KeptAccess = { mode: 0o600, owner: null, isShared: false };

/**
 * Keeps a file's owner, also under sudo, and its group and mode where a group shares it; any other becomes 0600.
 * Nobody else's rights stay. Throws FileUnwritable for a file that another user placed in a folder where everybody
 * may write, such as /tmp: the key would be given to him.
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
  throw new AckringError('FileUnwritable', `${file} was placed there by another user (${uid})`, {
    remedy: 'Use a folder that nobody else may write to, or remove the file.',
  });
}

/** Gives an unfinished copy what was kept. Throws FileUnwritable where a group would lose the file. */
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
  // After the owner: changing that takes rights away.
  await handle.chmod(mode);
}

function lostToGroup(file: string): AckringError {
  return new AckringError(
    'FileUnwritable',
    `${file} is shared by a group, and you may not keep its owner and group`,
    {
      remedy: `Have its owner do it (\`${shell`ls -l ${file}`}\`), or fetch into another file with \`--output FILE\`.`,
    },
  );
}
