import { basename, dirname, join } from 'node:path';
import { AckringError } from '../../words/errors.js';
import type { Clock } from '../clock.js';
import { unwritable } from '../files/error.js';
import { refuseSpecialFile, resolveTarget } from '../files/file-target.js';
import { makePrivateFolder } from '../files/folders.js';
import { type OnStep, removeDrafts } from '../files/write.js';
import { takeLock } from './lock.js';

/** What every write needs. */
export interface Writer {
  readonly clock: Clock;
  readonly backups: string;
  readonly waitMs: number;
  readonly onStep: OnStep;
}

/**
 * Runs `work` with the file locked under both names that a writer may use: kubectl locks the name it was given, even
 * if that is a symlink. In order, so that two of us cannot deadlock.
 */
export async function withFileLocked<T>(
  file: string,
  writer: Writer,
  work: (target: string) => Promise<T>,
): Promise<T> {
  const target = await resolveTarget(file);
  await refuseSpecialFile(target);
  const given = join(await resolveTarget(dirname(file)), basename(file));
  await prepareFolder(target);
  const releases: (() => Promise<void>)[] = [];
  try {
    for (const name of [...new Set([given, target])].sort()) {
      const release = name === target ? await takeLock(name, writer) : await takeAliasLock(name, writer);
      if (release) releases.push(release);
    }
    writer.onStep('locked');
    await removeDrafts(target);
    return await work(target);
  } catch (error) {
    throw unwritable(file, error);
  } finally {
    for (const release of releases.reverse()) await release();
    writer.onStep('finished');
  }
}

async function prepareFolder(target: string): Promise<void> {
  try {
    await makePrivateFolder(dirname(target));
  } catch (error) {
    throw unwritable(target, error);
  }
}

/** Null if the symlink's folder is read-only: kubectl could not lock there either. */
async function takeAliasLock(name: string, writer: Writer): Promise<(() => Promise<void>) | null> {
  try {
    return await takeLock(name, writer);
  } catch (error) {
    if (error instanceof AckringError && error.code === 'FileUnwritable') return null;
    throw error;
  }
}
