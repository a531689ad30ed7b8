import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FileChange } from '../../kubeconfig/merge.js';
import { AckringError } from '../../words/errors.js';
import { instantOf, type Sentence, say, toText } from '../../words/say.js';
import { orMissing } from '../files/error.js';
import { resolveTarget } from '../files/file-target.js';
import { readOrdinaryFile } from '../files/named-file.js';
import { syncFolder, writeAtomically } from '../files/write.js';
import { type BackupRing, byTask, contentHash, listRings, ringOf, type WriteRecord } from './backups.js';
import { type Writer, withFileLocked } from './locked.js';
import { decodeText } from './read.js';

export interface HistoryEntry {
  readonly id: string;
  readonly at: Date;
  readonly file: string;
  readonly summary: string;
  /** The same for other languages. */
  readonly said?: Sentence;
  readonly undoneAt: Date | null;
  /** See `WriteRecord`. */
  readonly task: string | null;
  /** It is the file's last write that was not undone, and nothing has changed the file since. */
  readonly undoable: boolean;
  /** Holds the content from before the write; null if there was no file. */
  readonly backup: string | null;
}

export interface UndoOutcome {
  /** The file and summary of the task's first write. */
  readonly file: string;
  readonly summary: string;
  readonly said?: Sentence;
  /** Every file that was restored. */
  readonly files: readonly string[];
}

/** What an undo would do now. */
export interface PlannedUndo {
  /** The writes to undo, by their ids in the history. */
  readonly writes: readonly string[];
  /** What the task's first write was, and when. */
  readonly summary: string;
  readonly said?: Sentence;
  readonly at: Date;
  /** In the order they were written. */
  readonly files: readonly UndoneFile[];
  /** The text that each file gets, secrets included; null for one that goes, or is no kubeconfig. */
  readonly restored: ReadonlyMap<string, string | null>;
}

export interface UndoneFile {
  readonly file: string;
  /** It did not exist before: it is removed. */
  readonly goes: boolean;
  readonly changes: readonly FileChange[];
}

/**
 * Drops the record of a write that never happened, its process having been killed in between: the file is still what
 * it was before. Call with the lock held.
 */
export async function settleRing(ring: BackupRing, current: string | null): Promise<readonly WriteRecord[]> {
  const records = await ring.records();
  const [last, ...others] = records;
  if (last === undefined || !isUnhappened(last, current)) return records;
  await ring.remove(last);
  return others;
}

function isUnhappened(record: WriteRecord, current: string | null): boolean {
  return record.undoneAt === null && record.before === current && record.after !== current;
}

/** Every recorded write of ours, newest first; `byTask` those of one task in a file as one. */
export async function listHistory(
  backups: string,
  order: 'byWrite' | 'byTask' = 'byWrite',
): Promise<HistoryEntry[]> {
  const rings = await listRings(backups);
  const histories = await Promise.all(rings.map((ring) => historyOf(ring, order)));
  return histories
    .flatMap(dated)
    .sort((a, b) => b.atMs - a.atMs)
    .map(({ entry }) => entry);
}

/** A clock that was set back dates no write before an earlier one of the same file: the last one is undone first. */
function dated(history: readonly HistoryEntry[]): readonly { entry: HistoryEntry; atMs: number }[] {
  let atMs = 0;
  return history
    .toReversed()
    .map((entry) => {
      atMs = Math.max(atMs, entry.at.getTime());
      return { entry, atMs };
    })
    .toReversed();
}

async function historyOf(ring: BackupRing, order: 'byWrite' | 'byTask'): Promise<HistoryEntry[]> {
  const records = await ring.records();
  const [newest] = records;
  if (!newest) return [];
  const current = contentHash(await orMissing(readOrdinaryFile(newest.file)).catch(() => null));
  const writes = isUnhappened(newest, current) ? records.slice(1) : records;
  const happened = order === 'byTask' ? byTask(writes) : writes;
  const last = happened.find((each) => each.undoneAt === null);
  return happened.map((record) => ({
    id: idOf(ring, record),
    at: record.at,
    file: record.file,
    ...whatWas(record),
    undoneAt: record.undoneAt,
    task: record.task,
    undoable: record === last && record.after === current && !record.replacesRevoked,
    backup: record.before === null ? null : ring.contentPath(record),
  }));
}

/** In words, and the same for other languages. */
function whatWas({ summary, said, writes }: WriteRecord): Pick<HistoryEntry, 'summary' | 'said'> {
  if (writes === 1) return { summary, said };
  const all = say('{first}, and {count} more of that task', { first: said, count: writes - 1 });
  return { summary: toText(all), said: all };
}

function idOf({ name }: BackupRing, { number }: WriteRecord): string {
  return `${name}-${number}`;
}

/** Plans what `undoLast` would do, and refuses what it would refuse. */
export async function planUndo(writer: Writer, file?: string): Promise<PlannedUndo> {
  // Listing contexts and history parses no YAML: its library is loaded to compute a change.
  const [{ changesBetween }, { readKubeconfig }] = await Promise.all([
    import('../../kubeconfig/merge.js'),
    import('../../kubeconfig/read.js'),
  ]);
  /** A file that was no kubeconfig before `--output` wrote it comes back, too: it has no entries. */
  const asEntries = (bytes: Buffer | null, file: string): string | null => {
    try {
      const text = bytes && decodeText(bytes, file);
      if (text !== null) readKubeconfig(text, { file });
      return text;
    } catch {
      return null;
    }
  };
  const newestFirst = await lastWrites(writer, file);
  const writes = newestFirst.toReversed();
  const files: UndoneFile[] = [];
  const restored = new Map<string, string | null>();
  const told: Pick<HistoryEntry, 'summary' | 'said'>[] = [];
  for (const each of new Set(writes.map((write) => write.file))) {
    files.push(
      await withFileLocked(each, writer, async (target) => {
        const { ring, oldest: record, writes: count } = await takeable(newestFirst, target, writer);
        told.push(whatWas({ ...record, writes: count }));
        const goes = record.before === null;
        const before = goes ? null : await contentBefore(ring, record);
        const [from, to] = [await orMissing(readOrdinaryFile(target)), before].map((bytes) =>
          asEntries(bytes && Buffer.from(bytes), each),
        );
        restored.set(each, to ?? null);
        return { file: each, goes, changes: changesBetween(from ?? null, to ?? null, each) };
      }),
    );
  }
  const [first] = writes;
  return {
    writes: writes.map(({ id }) => id),
    ...(told[0] ?? { summary: '' }),
    at: first?.at ?? writer.clock.now(),
    files,
    restored,
  };
}

/**
 * Restores exactly what was there before the last write, and before the others of its task: all of them, or none if
 * one of the files was changed since. If killed in between, the next undo continues. `planned` are the writes that
 * the user agreed to undo. Throws ResourceNotFound, Refused, Conflict if others are the last by now.
 */
export async function undoLast(
  writer: Writer,
  { file, planned }: { readonly file?: string | undefined; readonly planned?: readonly string[] | undefined },
): Promise<UndoOutcome> {
  const writes = await lastWrites(writer, file);
  if (planned !== undefined && !isDeepStrictEqual(new Set(planned), new Set(writes.map(({ id }) => id)))) {
    throw new AckringError('Conflict', say('a kubeconfig was written in the meantime'), {
      remedy: say('Check what an undo would take back now.'),
    });
  }
  const files = [...new Set(writes.map((each) => each.file).toReversed())];
  for (const file of files) await withFileLocked(file, writer, (target) => takeable(writes, target, writer));
  const restored: WriteRecord[] = [];
  for (const write of writes) {
    restored.push(await withFileLocked(write.file, writer, (target) => restore(write, target, writer)));
  }
  const first = restored.at(-1);
  const ofFirst = restored.filter((each) => each.file === first?.file);
  const count = ofFirst.reduce((sum, { writes: own }) => sum + own, 0);
  const what = first === undefined ? { summary: '' } : whatWas({ ...first, writes: count });
  return { file: files[0] ?? '', ...what, files };
}

/** The last write (of `file`, else of any) not undone, and the others of its task: newest first. */
async function lastWrites(writer: Writer, file?: string): Promise<readonly HistoryEntry[]> {
  const wanted = file === undefined ? null : await resolveTarget(file);
  const history = await listHistory(writer.backups);
  const last = history.find((each) => each.undoneAt === null && (wanted === null || each.file === wanted));
  if (last !== undefined) return history.filter((each) => each === last || isRestOf(last, each));
  const none =
    file === undefined
      ? say('there is no kubeconfig write to undo')
      : say('there is no kubeconfig write of {file} to undo', { file });
  throw new AckringError('ResourceNotFound', none, {
    remedy: say('See what was done: `ackring history`.'),
  });
}

function isRestOf(last: HistoryEntry, { task, undoneAt }: HistoryEntry): boolean {
  return task !== null && task === last.task && undoneAt === null;
}

/**
 * Those of these writes, newest first, that are the file's, if they are its last that were not undone; the file's lock
 * is held. Throws Refused.
 */
async function takeable(
  writes: readonly Pick<HistoryEntry, 'id' | 'file'>[],
  target: string,
  writer: Writer,
): Promise<{ ring: BackupRing; newest: WriteRecord; oldest: WriteRecord; writes: number }> {
  const ring = ringOf(writer.backups, target);
  const bytes = await orMissing(readOrdinaryFile(target));
  await settleRing(ring, contentHash(bytes));
  const ids = writes.filter((each) => each.file === target).map(({ id }) => id);
  const last = (await ring.records()).filter((each) => each.undoneAt === null).slice(0, ids.length);
  const [newest] = last;
  const oldest = last.at(-1);
  const isSame = isDeepStrictEqual(
    last.map((each) => idOf(ring, each)),
    ids,
  );
  if (!newest || !oldest || !isSame || newest.after !== contentHash(bytes))
    throw changedSince(target, newest && ring.contentPath(newest));
  const dead = last.find((each) => each.replacesRevoked);
  if (dead !== undefined) throw revokedSince(dead, ring.contentPath(dead));
  return { ring, newest, oldest, writes: last.reduce((sum, { writes: own }) => sum + own, 0) };
}

async function restore(
  write: Pick<HistoryEntry, 'id' | 'file'>,
  target: string,
  writer: Writer,
): Promise<WriteRecord> {
  const { ring, newest: record } = await takeable([write], target, writer);
  writer.onStep('read');
  if (record.before === null) await removeFile(target);
  else await writeAtomically(target, await contentBefore(ring, record), { ...writer, mode: 'kept' });
  await ring.update({ ...record, undoneAt: writer.clock.now() });
  return record;
}

async function removeFile(target: string): Promise<void> {
  await unlink(target);
  await syncFolder(dirname(target));
}

async function contentBefore(ring: BackupRing, record: WriteRecord): Promise<Uint8Array> {
  const content = await orMissing(ring.content(record));
  if (content && contentHash(content) === record.before) return content;
  throw new AckringError(
    'Refused',
    say('the earlier copy of {file} is gone or damaged', { file: record.file }),
    { remedy: say('Fetch what is missing again: `ackring get CLUSTER`.') },
  );
}

function revokedSince({ file, said, at }: WriteRecord, copy: string): AckringError {
  return new AckringError(
    'Refused',
    say(
      'a revoked credential, which opens nothing, would be put back into {file}: undoing "{summary}" of {when}',
      {
        summary: said,
        when: instantOf(at),
        file,
      },
    ),
    {
      remedy: say(
        'Its earlier writes cannot be taken back either. Whatever else you need of the earlier file is in {copy}.',
        { copy },
      ),
    },
  );
}

function changedSince(target: string, copy: string | undefined): AckringError {
  return new AckringError(
    'Refused',
    say('{file} was changed after ackring wrote it, and an undo would lose that change', { file: target }),
    {
      remedy: copy
        ? say('Compare it with the earlier copy, {copy}, and put back what you want.', { copy })
        : say('See `ackring history`.'),
    },
  );
}
