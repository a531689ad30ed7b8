import { createHash } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FileChange } from '../../kubeconfig/merge.js';
import { keptSentence, type Sentence } from '../../words/say.js';
import { orMissing } from '../files/error.js';
import { makePrivateFolder } from '../files/folders.js';
import { mostOfSmall, readOrdinaryFile } from '../files/named-file.js';
import { isDraft, writeAtomically } from '../files/write.js';
import { decodeText } from './read.js';

/** Kept per kubeconfig file: older ones are removed. */
const ringSize = 10;

/** Of these, context switches: frequent switching must not push out the copies from before fetches. */
const mostSwitches = 4;

/** One write of ours, recorded beside the content that it replaced. */
export interface WriteRecord {
  /** Increments per file. */
  readonly number: number;
  readonly at: Date;
  /** The file that was written, symlinks followed. */
  readonly file: string;
  readonly summary: string;
  /** The same for other languages. */
  readonly said: Sentence;
  /** SHA-256 of the content before and after; null for no file. */
  readonly before: string | null;
  readonly after: string | null;
  /** When it was undone. */
  readonly undoneAt: Date | null;
  /** The writes of one task share a mark, and are undone together; null for a separate one. */
  readonly task: string | null;
  /** How many it stands for: those of a task between its first and its last are one, with the copy from before them. */
  readonly writes: number;
  /** What it replaced was revoked before: undoing it would restore a dead credential. */
  readonly replacesRevoked: boolean;
  /** It only changed the current context. */
  readonly isSwitch: boolean;
}

/** The backups of one kubeconfig file. The caller holds the file's lock when it changes anything. */
export interface BackupRing {
  readonly name: string;
  /** Newest first; unreadable records, and those of another file, are left out. */
  records(): Promise<WriteRecord[]>;
  /** Keeps the content before a write with the write's record, which it returns; `known` are the others. */
  keep(
    content: Iterable<Uint8Array> | null,
    record: Omit<WriteRecord, 'number' | 'undoneAt' | 'writes'>,
    known: readonly WriteRecord[],
  ): Promise<WriteRecord>;
  update(record: WriteRecord): Promise<void>;
  remove(record: WriteRecord): Promise<void>;
  content(record: WriteRecord): Promise<Uint8Array>;
  contentPath(record: WriteRecord): string;
}

export function contentHash(content: Uint8Array | null): string | null {
  return content && hashOf([content]);
}

/** Of a content in pieces. */
export function hashOf(content: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of content) hash.update(piece);
  return hash.digest('hex');
}

/** All backup folders: one for each file that was ever written. Other content is not ours. */
export async function listRings(folder: string): Promise<BackupRing[]> {
  const entries = (await orMissing(readdir(folder, { withFileTypes: true }))) ?? [];
  return entries.filter((each) => each.isDirectory()).map(({ name }) => openRing(join(folder, name)));
}

export function ringOf(folder: string, file: string): BackupRing {
  return openRing(join(folder, ringName(file)));
}

function ringName(file: string): string {
  return createHash('sha256').update(file).digest('hex').slice(0, 16);
}

function openRing(folder: string): BackupRing {
  const recordPath = (number: number) => join(folder, `${String(number).padStart(8, '0')}.json`);
  const contentPath = (record: WriteRecord) =>
    join(folder, `${String(record.number).padStart(8, '0')}.kubeconfig`);
  const records = async () => {
    const numbers = ((await orMissing(readdir(folder))) ?? []).flatMap(recordNumber).sort((a, b) => b - a);
    const read = await Promise.all(numbers.map((number) => readRecord(recordPath(number), number)));
    const own = read
      .filter((each) => each !== null)
      .filter(({ file }) => ringName(file) === basename(folder));
    return own.filter((each, at) => !own.slice(at + 1).some((older) => isPartOf(each, older)));
  };
  const remove = async (record: WriteRecord) => {
    await rm(recordPath(record.number), { force: true });
    await rm(contentPath(record), { force: true });
  };
  const update = (record: WriteRecord) =>
    writeAtomically(recordPath(record.number), Buffer.from(encode(record)));
  /** Older ones, and leftovers of a killed write: a copy without its record, or half a record. */
  const dropOthers = async (kept: readonly WriteRecord[]) => {
    const paths = new Set(kept.flatMap((each) => [recordPath(each.number), contentPath(each)]));
    const others = (await readdir(folder))
      .filter((name) => /^\d+\.(?:json|kubeconfig)$/.test(name) || isDraft(name))
      .map((name) => join(folder, name))
      .filter((path) => !paths.has(path));
    for (const path of others) await rm(path, { force: true, recursive: true });
  };
  return {
    name: basename(folder),
    records,
    remove,
    update,
    contentPath,
    content: (record) => readOrdinaryFile(contentPath(record)),
    keep: async (content, facts, known) => {
      await makePrivateFolder(folder);
      const record = { ...facts, number: (known[0]?.number ?? 0) + 1, writes: 1, undoneAt: null };
      if (content) await writeSynced(contentPath(record), content);
      await update(record);
      const [last, first, ...older] = known;
      const one = record.task === null ? null : joined(record, last, first);
      if (one !== null) await update(one);
      await dropOthers(keptOf(one === null ? [record, ...known] : [record, one, ...older]));
      return record;
    },
  };
}

/** Two writes as one, while their task goes on: a copy for each would be many times the file. Null for others. */
function joined(next: WriteRecord, last?: WriteRecord, first?: WriteRecord): WriteRecord | null {
  if (last?.task !== next.task || last.undoneAt !== null || first === undefined) return null;
  return ofOneTask(last, first);
}

/** Newest first, those of one task as the one write that an undo takes back. */
export function byTask(records: readonly WriteRecord[]): readonly WriteRecord[] {
  const tasks: WriteRecord[] = [];
  for (const record of records) {
    const later = tasks.at(-1);
    const one = later === undefined ? null : ofOneTask(later, record);
    if (one !== null) tasks.pop();
    tasks.push(one ?? record);
  }
  return tasks;
}

/** A write and the next one of its task as one; null for others, and where only one of them was undone. */
function ofOneTask(last: WriteRecord, first: WriteRecord): WriteRecord | null {
  if (last.task === null || first.task !== last.task || first.after !== last.before) return null;
  if ((last.undoneAt === null) !== (first.undoneAt === null)) return null;
  return {
    ...first,
    after: last.after,
    writes: first.writes + last.writes,
    replacesRevoked: first.replacesRevoked || last.replacesRevoked,
    isSwitch: first.isSwitch && last.isSwitch,
  };
}

/** Joined already, and its process killed before it could be removed. */
function isPartOf(write: WriteRecord, older: WriteRecord): boolean {
  return older.writes > 1 && older.task === write.task && older.after === write.after;
}

/** The records to keep, newest first. */
function keptOf(records: readonly WriteRecord[]): readonly WriteRecord[] {
  const switches = new Set(records.filter(({ isSwitch }) => isSwitch).slice(mostSwitches));
  return records.filter((record) => !switches.has(record)).slice(0, ringSize);
}

function recordNumber(name: string): number[] {
  const match = /^(\d+)\.json$/.exec(name);
  return match ? [Number(match[1])] : [];
}

/** In place: it does not count without its record, which comes later. */
async function writeSynced(path: string, content: Iterable<Uint8Array>): Promise<void> {
  await rm(path, { force: true });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function encode(record: WriteRecord): string {
  return `${JSON.stringify(record)}\n`;
}

async function readRecord(path: string, number: number): Promise<WriteRecord | null> {
  try {
    return decode(JSON.parse((await readOrdinaryFile(path, mostOfSmall)).toString('utf8')), number);
  } catch {
    return null;
  }
}

function decode(value: unknown, number: number): WriteRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const { at, file, summary, said, before, after, undoneAt, task, writes, replacesRevoked, isSwitch } =
    value as Partial<Record<keyof WriteRecord, unknown>>;
  if (typeof at !== 'string' || typeof file !== 'string' || typeof summary !== 'string') return null;
  const hashes = { before: textOrNull(before), after: textOrNull(after) };
  const undone = typeof undoneAt === 'string' ? new Date(undoneAt) : null;
  return {
    number,
    at: new Date(at),
    file,
    summary,
    said: keptSentence(said, summary),
    ...hashes,
    undoneAt: undone,
    task: textOrNull(task),
    writes: typeof writes === 'number' ? writes : 1,
    replacesRevoked: replacesRevoked === true,
    isSwitch: isSwitch === true,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/**
 * What the write with this id in the history changed, from the kept copies, without secrets. Null if a copy is gone,
 * or somebody else wrote the file between our writes.
 */
export async function writtenChanges(backups: string, id: string): Promise<readonly FileChange[] | null> {
  for (const ring of await listRings(backups)) {
    const records = byTask(await ring.records());
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
