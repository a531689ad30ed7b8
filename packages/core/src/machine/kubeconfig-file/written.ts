import type { FileChange } from '../../kubeconfig/merge.js';
import { orMissing } from '../files/error.js';
import { readOrdinaryFile } from '../files/named-file.js';
import { type BackupRing, contentHash, listRings, type WriteRecord } from './backups.js';
import { decodeText } from './read.js';

/**
 * What the write with this id in the history changed, from the kept copies, without secrets. Null if a copy is gone,
 * or somebody else wrote the file between our writes.
 */
export async function writtenChanges(backups: string, id: string): Promise<readonly FileChange[] | null> {
  for (const ring of await listRings(backups)) {
    const records = await ring.records();
    const at = records.findIndex(({ number }) => `${ring.name}-${number}` === id);
    const record = records[at];
    if (record === undefined) continue;
    const [before, after] = await Promise.all([
      record.before === null ? null : copyWith(record.before, ring, record),
      record.after === null ? null : contentAfter(record.after, ring, records.slice(0, at)),
    ]);
    if (before === undefined || after === undefined) return null;
    const { changesBetween } = await import('../../kubeconfig/merge.js');
    return changesBetween(before, after, record.file);
  }
  return null;
}

/** The copy that a later write kept of it, or the file itself; undefined if it is none of them any more. */
async function contentAfter(
  hash: string,
  ring: BackupRing,
  later: readonly WriteRecord[],
): Promise<string | undefined> {
  const next = later.find(({ before }) => before === hash);
  if (next !== undefined) return copyWith(hash, ring, next);
  const [newest] = later.length === 0 ? await ring.records() : later;
  if (newest === undefined) return undefined;
  return textWith(hash, await orMissing(readOrdinaryFile(newest.file)), newest.file);
}

async function copyWith(hash: string, ring: BackupRing, record: WriteRecord): Promise<string | undefined> {
  return textWith(hash, await orMissing(ring.content(record)), record.file);
}

function textWith(hash: string, bytes: Uint8Array | null, file: string): string | undefined {
  if (bytes === null || contentHash(bytes) !== hash) return undefined;
  return decodeText(Buffer.from(bytes), file);
}
