import { constants, realpathSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FileChange } from '../../kubeconfig/merge.js';
import { type KubeconfigMember, kubeconfigPaths } from '../../kubeconfig/paths.js';
import { type Sentence, say, sentenceOf, toText } from '../../words/say.js';
import type { Clock } from '../clock.js';
import { orMissing, unreadable } from '../files/error.js';
import { resolveTarget } from '../files/file-target.js';
import { type OnStep, writeAtomically } from '../files/write.js';
import { hashOf, ringOf, writtenChanges } from './backups.js';
import { type Writer, withFileLocked } from './locked.js';
import { createOutlineCache } from './outline-cache.js';
import {
  bytesOf,
  type FileContent,
  type KubeconfigReading,
  type OutlineReading,
  readContent,
  readKubeconfigs,
  readOutlines,
} from './read.js';
import {
  type HistoryEntry,
  listHistory,
  type PlannedUndo,
  planUndo,
  settleRing,
  type UndoOutcome,
  undoLast,
} from './undo.js';

export interface KubeconfigFilesOptions {
  /** Only KUBECONFIG is read from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Holds the backups and outlines, in private folders. */
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** Outlines kept by another build are not used. */
  readonly build?: string;
  /** How long to wait for a lock, in ms; 15 s by default. */
  readonly lockWaitMs?: number;
  /** Called at each point of a write as it is passed. */
  readonly onStep?: OnStep;
}

/** Gets the file's text (null: no file) and returns the new one; null or the same text writes nothing. */
export type Transform = (text: string | null) => NewText | null | Promise<NewText | null>;

/** A text, or its pieces in order: joined, those of a large file would be one more copy of it. */
type NewText = string | readonly string[];

export interface EditOptions {
  /** For history and undo; default `changed`. */
  readonly summary?: Sentence | string;
  /** Groups the writes of one task, which are undone together. */
  readonly task?: string;
  /** The replaced credential was revoked: the write cannot be undone. */
  readonly replacesRevoked?: boolean;
  /** It only changes the current context, nothing that could be lost: few copies of it are kept. */
  readonly isSwitch?: boolean;
}

export interface EditOutcome {
  /** The file that was written, symlinks followed. */
  readonly file: string;
  readonly isChanged: boolean;
}

export interface KubeconfigFiles {
  /** By kubectl's rule; they need not exist. */
  readonly paths: readonly string[];
  /** The given files, else `paths`. */
  readAll(files?: readonly string[]): Promise<KubeconfigReading>;
  /** What lists show of the given files, else of `paths`. */
  outlines(files?: readonly string[]): Promise<OutlineReading>;
  /** The text of one file, or null. Throws FileUnreadable, KubeconfigInvalid (not UTF-8). */
  readText(file: string): Promise<string | null>;
  /** The state of each path before a write. */
  members(): Promise<KubeconfigMember[]>;
  /**
   * Changes a file under its lock, where it is read again. Errors of `transform` are passed on, and nothing is
   * written. Throws FileLocked, FileUnwritable, FileUnreadable, KubeconfigInvalid.
   */
  edit(file: string, transform: Transform, options?: EditOptions): Promise<EditOutcome>;
  /** What `undo` would revert now: never print its texts. Throws like it. */
  planUndo(file?: string): Promise<PlannedUndo>;
  /**
   * Reverts the last write (of `file`, else of any) with all of its task; `planned` lists the expected writes. Throws
   * ResourceNotFound, Refused, Conflict.
   */
  undo(file?: string, planned?: readonly string[]): Promise<UndoOutcome>;
  /** Newest first. */
  history(): Promise<HistoryEntry[]>;
  /** The same for people: what one task wrote into a file is one entry, as an undo takes it back. */
  tasks(): Promise<HistoryEntry[]>;
  /** What a write in the history changed; null if no longer known. */
  writtenChanges(id: string): Promise<readonly FileChange[] | null>;
}

/** The kubeconfig files of this machine: locked, atomic, backed up. */
export function createKubeconfigFiles(options: KubeconfigFilesOptions): KubeconfigFiles {
  const { environment, home, stateDirectory, build = '' } = options;
  const paths = distinctFiles(kubeconfigPaths({ kubeconfig: environment['KUBECONFIG'], home }));
  const backups = join(stateDirectory, 'kubeconfig-backups');
  const outlines = join(stateDirectory, 'kubeconfig-outlines');
  const writer: Writer = {
    ...options,
    backups,
    waitMs: options.lockWaitMs ?? 15_000,
    onStep: options.onStep ?? (() => {}),
  };
  return {
    paths,
    readAll: (files) => readKubeconfigs(files ?? paths),
    outlines: (files) => readOutlines(files ?? paths, createOutlineCache(outlines, { build })),
    readText,
    members: () => Promise.all(paths.map(describeMember)),
    edit: (file, transform, options = {}) => editFile(file, writer, transform, options),
    planUndo: (file) => planUndo(writer, file),
    undo: (file, planned) => undoLast(writer, { file, planned }),
    history: () => listHistory(backups),
    tasks: () => listHistory(backups, 'byTask'),
    writtenChanges: (id) => writtenChanges(backups, id),
  };
}

/**
 * A file that is named again, through a link or as `./config`, has no more to say to kubectl: all of its names are
 * taken. Written twice, it would be in its own way.
 */
function distinctFiles(paths: readonly string[]): string[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    const place = orPath(path);
    return !seen.has(place) && seen.add(place);
  });
}

function orPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

async function editFile(
  file: string,
  writer: Writer,
  transform: Transform,
  { summary = say('changed'), task, replacesRevoked = false, isSwitch = false }: EditOptions,
): Promise<EditOutcome> {
  return withFileLocked(file, writer, async (target) => {
    const before = await contentOf(target, file);
    const text = before?.text ?? null;
    writer.onStep('read');
    const next = await transform(text);
    const pieces = next === null ? [] : [next].flat();
    if (next === null || (pieces.length === 1 && pieces[0] === text))
      return { file: target, isChanged: false };
    const after = () => bytesOf(pieces);
    const said = sentenceOf(summary);
    const facts = {
      file: target,
      task: task ?? null,
      replacesRevoked,
      isSwitch,
      summary: toText(said),
      said,
    };
    const record = async () => {
      const ring = ringOf(writer.backups, target);
      const hash = before && hashOf(before.bytes());
      const known = await settleRing(ring, hash);
      const hashes = { before: hash, after: hashOf(after()) };
      await ring.keep(before?.bytes() ?? null, { ...facts, ...hashes, at: writer.clock.now() }, known);
      writer.onStep('recorded');
    };
    // At the same time: a disk syncs two files in little more than the time of one.
    await writeAtomically(target, after(), { ...writer, mode: 'kept', meanwhile: record });
    return { file: target, isChanged: true };
  });
}

async function contentOf(path: string, file: string): Promise<FileContent | null> {
  try {
    return await orMissing(readContent(path, file));
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readText(file: string): Promise<string | null> {
  return (await contentOf(file, file))?.text ?? null;
}

async function describeMember(path: string): Promise<KubeconfigMember> {
  // The write itself reports why it cannot be done.
  const target = await resolveTarget(path).catch(() => null);
  if (target === null) return { path, exists: true, isWritable: false };
  const [exists, isFileWritable, isFolderWritable] = await Promise.all([
    allows(target, constants.F_OK),
    allows(target, constants.W_OK),
    folderAllowsWriting(dirname(target)),
  ]);
  return { path, exists, isWritable: isFolderWritable && (isFileWritable || !exists) };
}

async function allows(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** Also true for a folder that can still be created. */
async function folderAllowsWriting(folder: string): Promise<boolean> {
  if (await allows(folder, constants.F_OK)) return allows(folder, constants.W_OK);
  return folder !== dirname(folder) && folderAllowsWriting(dirname(folder));
}
