import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freshness } from '../exec-credential/cached-credential.js';
import { failureOf, lockFile, longestWaitMs, readCached, unwritable } from './exec-credential-cache.js';
import { removeDrafts } from './kubeconfig-file/write.js';

/**
 * Removes what is kept whose name begins with `scope`, each under its lock: a plug-in that fetches just now is
 * waited for, and what it keeps is removed too. Throws FileLocked, FileUnwritable.
 */
export async function forgetCredentials(folder: string, scope: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
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
 * Removes credentials that have ended or cannot be read, and what killed processes left of any: each under its lock,
 * and looked at again there. One whose lock is held is in use, and stays for the next time. Never throws.
 */
export async function sweepCredentials(folder: string, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => []);
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
  await rm(path, { force: true });
  await rm(failureOf(path), { force: true });
  await removeDrafts(path);
}

function isServed(folder: string, file: string, now: Date): boolean {
  const cached = readCached(join(folder, file), file.slice(0, -'.json'.length));
  return cached !== null && freshness(cached, now) !== 'dead';
}

/** The credentials' files that names of the folder belong to: they themselves, locks, failures, unfinished copies. */
function filesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => slotName.exec(name)?.[1] ?? []));
}

const slotName = /^\.?([^.].*?\.json)(?:\.lock|\.failed|\.ackring-.*)?$/;
