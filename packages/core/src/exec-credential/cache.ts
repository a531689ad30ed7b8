import { join } from 'node:path';
import { readOwnFile } from '../machine/files/at-once.js';
import { ensurePrivateFolder, namesIn } from '../machine/files/folders.js';
import { removeDrafts, removeFile, writeAtomically, writeInPlace } from '../machine/files/write.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { cacheFile, encodeCached, freshness, readCached } from './cached-credential.js';
import type { CredentialSlot } from './provide.js';

/** Longer than the slowest fetch that is still waited for. */
export const longestWaitMs = 40_000;

/**
 * One credential's place under `folder` (0700): `<key>.json` (0600), written beside and renamed, and a lock shared by
 * all processes of this user.
 */
export function createCredentialSlot(folder: string, key: string): CredentialSlot {
  const file = cacheFile(folder, key);
  return {
    read: async () => readCached(file, key),
    write: (credential) => writeCached(folder, file, encodeCached(credential, key)),
    failedAt: async () => readFailure(failureOf(file)),
    rememberFailure: (at) => writeInPlace(failureOf(file), at.toISOString()),
    sweep: (now) => sweepCredentials(folder, now),
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

/** Called with the lock held: unfinished copies belong to killed writers. */
async function writeCached(folder: string, file: string, text: string): Promise<void> {
  try {
    await ensurePrivateFolder(folder);
    await removeDrafts(file);
    await writeAtomically(file, Buffer.from(text));
    await removeFile(failureOf(file));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Holds only the instant of the failure. */
export function failureOf(file: string): string {
  return `${file}.failed`;
}

function readFailure(file: string): Date | null {
  try {
    const at = new Date(readOwnFile(file));
    return Number.isNaN(at.getTime()) ? null : at;
  } catch {
    return null;
  }
}

/** For a second certificate does no harm, and kubectl waits. */
const leaseMs = 5_000;

/**
 * The lock names its holder's process: a dead holder delays nobody, one that was killed in another container delays
 * for seconds, and a slow one loses nothing.
 */
export async function lockFile(folder: string, file: string, waitMs: number): Promise<() => Promise<void>> {
  const [{ takeLock }, { systemClock }] = await Promise.all([
    import('../machine/kubeconfig-file/lock.js'),
    import('../machine/clock.js'),
  ]);
  try {
    await ensurePrivateFolder(folder);
    const release = await takeLock(file, { clock: systemClock, waitMs, leaseMs });
    return () => release().catch(() => {});
  } catch (error) {
    throw error instanceof AckringError && error.code === 'FileLocked' ? error : unwritable(folder, error);
  }
}

export function unwritable(folder: string, cause: unknown): AckringError {
  return new AckringError('FileUnwritable', say('cannot keep credentials in {folder}', { folder }), {
    remedy: say('Make the folder yours and writable: `{command}`.', { command: shell`ls -ld ${folder}` }),
    cause,
  });
}

/**
 * Removes entries whose name begins with `scope`, each under its lock: a plug-in that is fetching is waited for, and
 * its result is removed too. Throws FileLocked, FileUnwritable.
 */
export async function forgetCredentials(folder: string, scope: string): Promise<void> {
  const names = await namesIn(folder);
  for (const file of filesOf(names.filter((name) => name.startsWith(scope)))) {
    const release = await lockFile(folder, join(folder, file), longestWaitMs);
    try {
      await remove(join(folder, file));
    } catch (error) {
      throw unwritable(folder, error);
    } finally {
      await release();
    }
  }
}

/**
 * Removes expired and unreadable credentials, and leftovers of killed processes: each under its lock, and checked
 * again there. Locked ones are in use, and wait for the next time. Never throws.
 */
export async function sweepCredentials(folder: string, now: Date): Promise<void> {
  const names = await namesIn(folder);
  for (const file of filesOf(names)) {
    const isHalfWritten = names.some((name) => name.startsWith(`.${file}.ackring-`) && name.endsWith('.new'));
    if (isServed(folder, file, now) && !isHalfWritten) continue;
    await sweepOne(folder, file, now).catch(() => undefined);
  }
}

/** Taking the lock breaks that of a dead process. */
async function sweepOne(folder: string, file: string, now: Date): Promise<void> {
  const path = join(folder, file);
  const release = await lockFile(folder, path, 0);
  try {
    if (isServed(folder, file, now)) await removeDrafts(path);
    else await remove(path);
  } finally {
    await release();
  }
}

async function remove(path: string): Promise<void> {
  await removeFile(path);
  await removeFile(failureOf(path));
  await removeDrafts(path);
}

function isServed(folder: string, file: string, now: Date): boolean {
  const cached = readCached(join(folder, file), file.slice(0, -'.json'.length));
  return cached !== null && freshness(cached, now) !== 'dead';
}

/**
 * The credential files that names in the folder belong to: their own, those of locks, failures and unfinished copies.
 */
function filesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => slotName.exec(name)?.[1] ?? []));
}

const slotName = /^\.?([^.].*?\.json)(?:\.lock|\.failed|\.ackring-.*)?$/;
