import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AckringError } from '../errors.js';
import { type CachedCredential, decodeCached, encodeCached } from '../exec-credential/cached-credential.js';
import type { CredentialSlot } from '../exec-credential/provide.js';

/** A lock whose holder has not renewed it for so long belongs to a process that died. */
const staleMs = 5_000;
/** Up to about 40 s: longer than the slowest fetch that is still waited for. */
const waiting = { retries: 220, factor: 1.2, minTimeout: 15, maxTimeout: 200, randomize: true };

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
        return await lockFile(folder, file, { retries: 0 });
      } catch (error) {
        if (error instanceof AckringError && error.code === 'FileLocked') return null;
        throw error;
      }
    },
    lock: () => lockFile(folder, file, waiting),
  };
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

async function lockFile(folder: string, file: string, retries: object): Promise<() => Promise<void>> {
  const { lock } = (await import('proper-lockfile')).default;
  try {
    await makePrivate(folder);
    // A machine that slept loses its lock: the worst that follows is one call more to the cloud.
    const release = await lock(file, { realpath: false, stale: staleMs, retries, onCompromised: () => {} });
    return () => release().catch(() => {});
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') {
      throw new AckringError('FileLocked', `another process has held ${file}.lock for too long`, {
        remedy: 'Try again; when no ackring runs, remove that lock.',
        cause: error,
      });
    }
    throw unwritable(folder, error);
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
