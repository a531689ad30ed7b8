import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AckringError } from '../errors.js';
import { type CachedCredential, decodeCached, encodeCached } from '../exec-credential/cached-credential.js';
import type { CredentialSlot } from '../exec-credential/provide.js';

/** Longer than the slowest fetch that is still waited for. */
const longestWaitMs = 40_000;

/**
 * One credential's place under `folder` (0700): `<key>.json` (0600), written beside and renamed, and a lock
 * that all processes of this user share.
 */
export function createCredentialSlot(folder: string, key: string): CredentialSlot {
  const file = join(folder, `${key}.json`);
  return {
    read: async () => readCached(file),
    write: (credential) => writeCached(folder, file, credential),
    tryLock: async () => {
      try {
        return await lockFile(folder, file, 0);
      } catch (error) {
        if (error instanceof AckringError && error.code === 'FileLocked') return null;
        throw error;
      }
    },
    lock: () => lockFile(folder, file, longestWaitMs),
  };
}

/**
 * Removes what is kept whose name begins with `scope`, each under its lock: a plug-in that fetches just now is
 * waited for, and what it keeps is removed too. Throws FileLocked, FileUnwritable.
 */
export async function forgetCredentials(folder: string, scope: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = names
    .filter((name) => name.startsWith(scope))
    .map((name) => /^(.+\.json)(\.lock)?$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
  for (const name of new Set(files)) {
    const file = join(folder, name);
    const release = await lockFile(folder, file, longestWaitMs);
    try {
      await rm(file, { force: true });
    } catch (error) {
      throw unwritable(folder, error);
    } finally {
      await release();
    }
  }
}

/** At once: a warm start of the plug-in does no other work, and loads nothing else to read with. */
function readCached(file: string): CachedCredential | null {
  try {
    return decodeCached(readOwn(file));
  } catch {
    // Absent, unreadable or another user's: it is fetched, and the write says what is wrong with the folder.
    return null;
  }
}

/** Where others may write, they could lay a credential there for kubectl to go by. */
function readOwn(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fstatSync(descriptor);
    const self = process.geteuid?.();
    if (self !== undefined && (uid !== self || (mode & 0o022) !== 0)) throw new Error('not ours alone');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Called with the lock held: unfinished copies are those of killed writers. */
async function writeCached(folder: string, file: string, credential: CachedCredential): Promise<void> {
  const { removeDrafts, writeAtomically } = await import('./kubeconfig-file/write.js');
  try {
    await makePrivate(folder);
    await removeDrafts(file);
    await writeAtomically(file, Buffer.from(encodeCached(credential)));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Its holder's process is named in it: one that died keeps nobody waiting, and one that is slow loses nothing. */
async function lockFile(folder: string, file: string, waitMs: number): Promise<() => Promise<void>> {
  const [{ takeLock }, { systemClock }] = await Promise.all([
    import('./kubeconfig-file/lock.js'),
    import('./clock.js'),
  ]);
  try {
    await makePrivate(folder);
    const release = await takeLock(file, { clock: systemClock, waitMs });
    return () => release().catch(() => {});
  } catch (error) {
    throw error instanceof AckringError && error.code === 'FileLocked' ? error : unwritable(folder, error);
  }
}

async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

function unwritable(folder: string, cause: unknown): AckringError {
  return new AckringError('FileUnwritable', `cannot keep credentials in ${folder}`, {
    remedy: `Make the folder yours and writable: \`ls -ld ${folder}\`.`,
    cause,
  });
}
