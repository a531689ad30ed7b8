import { resolve } from 'node:path';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { listOrphans, listOutlined, type OrphanedEntry } from '../kubeconfig/contexts.js';
import { notThere } from '../machine/files/error.js';
import { unwrittenSince, watchFiles } from '../machine/files/state.js';
import { placesOf } from '../machine/kubeconfig-file/folder.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { FileProblem, KubeconfigReading } from '../machine/kubeconfig-file/read.js';
import type { HistoryEntry, UndoneFile, UndoOutcome } from '../machine/kubeconfig-file/undo.js';
import type { RefuseWhenReadOnly } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { RecentContexts } from './recent-contexts.js';
import type { UseOutcome, UseRequest } from './switching.js';
import type { ForeignSource } from './taking-in.js';
import type { Tidying } from './tidying.js';
import type { UndoingPorts, UndoPlan } from './undoing.js';

export type { FileProblem, HistoryEntry, UndoneFile, UndoOutcome, UseOutcome, UseRequest };

/** The contents of all kubeconfig files. */
export interface ContextInventory {
  readonly files: readonly string[];
  readonly entries: readonly ContextEntry[];
  readonly problems: readonly FileProblem[];
  readonly currentContext: string | null;
  /** That all files were read, and none has it; null where one has it, or may have it. */
  readonly currentMissing?: Sentence | null;
  /** Clusters and users that no context uses. */
  readonly orphans?: readonly OrphanedEntry[];
}

/** The contents of the local kubeconfig files, and the writes to them. */
export interface LocalContexts extends Tidying {
  /**
   * Given files, and each kubeconfig in given folders separately; otherwise kubectl's rule (KUBECONFIG, then
   * `~/.kube/config`).
   */
  contexts(files?: readonly string[]): Promise<ContextInventory>;
  /**
   * Null if the files have not been written since this was read, at most ten minutes ago: lives go on. A thousand
   * contexts take 60 ms and 13 MiB to read, a third of it if their outline is kept.
   */
  contextsAgain(before: ContextInventory): Promise<ContextInventory | null>;
  /** Calls when one of kubectl's files may have changed, until aborted; not on every system, and not everywhere. */
  watchContexts(onChange: () => void, signal: AbortSignal): Promise<void>;
  /** One context with its cluster and user as YAML, without secrets. Throws ContextNotFound. */
  redactedContext(entry: ContextEntry): Promise<string>;
  /** The same files in full, secrets included: never print one. Throws if no file can be read. */
  kubeconfigs(files?: readonly string[]): Promise<KubeconfigReading>;
  /** The line of its file, from 1, on which a context begins; null if it is not there. Throws like `readText`. */
  lineOf(entry: Pick<ContextEntry, 'file' | 'context'>): Promise<number | null>;
  /** The last resort against a name mismatch: one context stops checking its server's certificate. */
  skipVerification(entry: ContextEntry): Promise<void>;
  /** Makes a context the current one, or sets its namespace. Throws like `switchTo`, and ReadOnly. */
  use(request: UseRequest): Promise<UseOutcome>;
  /** The contexts switched to, latest first; some may no longer exist. */
  recentContexts(): Promise<readonly string[]>;
  /** Kubeconfigs supplied for merging. Throws FileUnreadable, KubeconfigInvalid (not UTF-8). */
  readForeign(files: readonly string[]): Promise<readonly ForeignSource[]>;
  /** What `undo` would revert now, of `file` if one is given. Throws like it. */
  planUndo(file?: string): Promise<UndoPlan>;
  /**
   * Reverts the last write, of `file` if one is given, with all of its task; `planned` lists the expected writes.
   * Throws ConfirmationMissing where a dead certificate would replace another credential, unless `evenDead`;
   * ResourceNotFound, Refused, ReadOnly, Conflict.
   */
  undo(
    planned?: readonly string[],
    options?: { readonly evenDead?: boolean; readonly file?: string | undefined },
  ): Promise<UndoOutcome>;
  /** With what was revoked and cleaned from here: its certificates may be dead long before their end. */
  judgedByRecord(entries: readonly ContextEntry[]): Promise<readonly ContextEntry[]>;
  /** Our writes, newest first; those of one task in a file as one. */
  history(): Promise<readonly HistoryEntry[]>;
  /** What the write with this id changed; null if the copies no longer show it. */
  writtenChanges(id: string): Promise<UndoneFile['changes'] | null>;
}

export interface LocalContextsPorts {
  readonly files: KubeconfigFiles;
  readonly recent: RecentContexts;
  readonly tidying: () => Promise<Tidying>;
  readonly checkJournal: UndoingPorts['checkJournal'];
  /** Most have none: to look costs less than to load what reads one. */
  readonly hasJournal: () => boolean;
  readonly now: () => Date;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

/** Every start waits for the list of contexts: code that writes or prints one loads on demand. */
export function localContexts({
  files,
  recent,
  tidying,
  checkJournal,
  hasJournal,
  now,
  refuseWhenReadOnly,
}: LocalContextsPorts): LocalContexts {
  const planUndo = async (file?: string): Promise<UndoPlan> => {
    const [{ deadAfterUndo, doneSince }, { restored, ...plan }] = await Promise.all([
      import('./undoing.js'),
      files.planUndo(file),
    ]);
    const [dead, since] = await Promise.all([
      deadAfterUndo({ restored }, { files, checkJournal, now }),
      doneSince(plan.at, { checkJournal }),
    ]);
    return { ...plan, dead, ...since };
  };
  /** With the others of KUBECONFIG, in their order; any other file stands alone. */
  const readingOf = (file: string) => files.readAll(files.paths.includes(file) ? files.paths : [file]);
  const readings = new WeakMap<ContextInventory, Reading>();
  const contexts = async (given?: readonly string[]): Promise<ContextInventory> => {
    const { named, inFolders } =
      given === undefined ? { named: files.paths, inFolders: [] } : await placesOf(given);
    const paths = [...named, ...inFolders];
    // Before the files: what is written meanwhile counts as written since.
    const reading = { isUnwritten: unwrittenSince(now(), paths), at: now().getTime() };
    const { outlines, problems: unread } = await files.outlines(paths);
    const read = new Set([...outlines, ...unread].map(({ file }) => file));
    // kubectl passes over what KUBECONFIG names in vain, but not a file that it is given.
    const missing = given === undefined ? [] : named.filter((file) => !read.has(file));
    const problems = [...unread, ...missing.map((file) => ({ file, error: notThere(file) }))];
    const joined = outlines.filter(({ file }) => named.includes(file));
    // kubectl merges the files that it is given, but not those in a folder.
    const alone = outlines.filter(({ file }) => !named.includes(file)).map((each) => [each]);
    const entries = [joined, ...alone].map((each) => listOutlined(each, now()));
    const current = joined.find((each) => each.currentContext)?.currentContext ?? null;
    const isThere = current === null || entries[0]?.some(({ context }) => context === current) === true;
    const inventory = {
      files: paths,
      entries: entries.flat(),
      problems,
      currentContext: current,
      currentMissing:
        isThere || problems.length > 0
          ? null
          : say('the current context, "{context}", is in no file: kubectl refuses without another', {
              context: current,
            }),
      orphans: [joined, ...alone].flatMap(listOrphans),
    };
    // Certificates and keys in files of their own change without these.
    if (outlines.every(({ isSelfContained }) => isSelfContained)) readings.set(inventory, reading);
    return inventory;
  };
  return {
    contexts,
    contextsAgain: async (before) => {
      const reading = readings.get(before);
      const isKnown = reading !== undefined && Math.abs(now().getTime() - reading.at) < longestTrustMs;
      return isKnown && reading.isUnwritten() ? null : contexts();
    },
    watchContexts: async (onChange, signal) => watchFiles(files.paths, onChange, signal),
    kubeconfigs: async (given) => {
      const reading = await files.readAll(given);
      const [problem] = reading.problems;
      if (problem !== undefined && reading.kubeconfigs.length === 0) throw problem.error;
      return reading;
    },
    redactedContext: async ({ file, context }) => {
      const { redactedContext } = await import('../kubeconfig/redact.js');
      return redactedContext((await readingOf(file)).kubeconfigs, context);
    },
    lineOf: async ({ file, context }) => {
      const { contextLine } = await import('../kubeconfig/context-line.js');
      return contextLine((await files.readText(file)) ?? '', context);
    },
    skipVerification: async ({ file, context }) => {
      await refuseWhenReadOnly(say('switch a check off'));
      const { skipVerification } = await import('../kubeconfig/entry-edits.js');
      const change = async (text: string | null): Promise<string> => {
        const { kubeconfigs } = await readingOf(file);
        return skipVerification(text ?? '', { file, context }, kubeconfigs);
      };
      await files.edit(file, change, {
        summary: say("{context} no longer checks its server's certificate", { context }),
      });
    },
    use: async (request) => {
      if (request.isDryRun !== true) await refuseWhenReadOnly(say('switch to a context'));
      const { switchTo } = await import('./switching.js');
      return switchTo(request, { files, recent, now });
    },
    recentContexts: async () => recent.read(),
    planRename: async (...asked) => (await tidying()).planRename(...asked),
    planRemove: async (...asked) => (await tidying()).planRemove(...asked),
    planPrune: async (...asked) => (await tidying()).planPrune(...asked),
    planMerge: async (...asked) => (await tidying()).planMerge(...asked),
    applyPlan: async (plan) => (await tidying()).applyPlan(plan),
    readForeign: async (given) =>
      Promise.all(given.map(async (name) => ({ name: resolve(name), text: await textOf(files, name) }))),
    planUndo: async (file) => {
      await refuseWhenReadOnly(say('undo a write'));
      return planUndo(file);
    },
    undo: async (planned, { evenDead = false, file } = {}) => {
      await refuseWhenReadOnly(say('undo a write'));
      if (evenDead) return files.undo(file, planned);
      const { deadUndoProblem } = await import('./undoing.js');
      const plan = await planUndo(file);
      const problem = deadUndoProblem(plan, file);
      if (problem !== null) throw problem;
      return files.undo(file, planned ?? plan.writes);
    },
    judgedByRecord: async (entries) => {
      if (!hasJournal()) return entries;
      const { deathsByRecord, withRecord } = await import('./deaths.js');
      const deathOf = await deathsByRecord({ checkJournal, now });
      return entries.map((entry) => withRecord(entry, deathOf(entry)));
    },
    history: () => files.tasks(),
    writtenChanges: (id) => files.writtenChanges(id),
  };
}

/** Of files, and when it was. */
interface Reading {
  readonly isUnwritten: () => boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const longestTrustMs = 10 * 60_000;

async function textOf(files: KubeconfigFiles, name: string): Promise<string> {
  const text = await files.readText(name);
  if (text !== null) return text;
  throw notThere(name);
}
