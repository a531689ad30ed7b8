import type { RefuseWhenReadOnly } from '../cloud/read-only.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { listContexts, listOrphans, type OrphanedEntry } from '../kubeconfig/contexts.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { KubeconfigReading } from '../machine/kubeconfig-file/read.js';
import type { HistoryEntry, UndoneFile, UndoOutcome, UndoPlan } from '../machine/kubeconfig-file/undo.js';
import { say } from '../words/say.js';
import type { RecentContexts } from './recent-contexts.js';
import type { UseOutcome, UseRequest } from './switching.js';

export type { HistoryEntry, UndoneFile, UndoOutcome, UndoPlan, UseOutcome, UseRequest };

/** A kubeconfig file that could not be read; the others still count. */
export type FileProblem = KubeconfigReading['problems'][number];

/** Everything the kubeconfig files hold. */
export interface ContextInventory {
  readonly files: readonly string[];
  readonly entries: readonly ContextEntry[];
  readonly problems: readonly FileProblem[];
  readonly currentContext: string | null;
  /** Clusters and users that no context leads to. */
  readonly orphans?: readonly OrphanedEntry[];
}

/** What the local kubeconfig files hold, and what was written to them. */
export interface LocalContexts {
  /** Given files, else kubectl's rule (KUBECONFIG, then `~/.kube/config`). */
  contexts(files?: readonly string[]): Promise<ContextInventory>;
  /** One context with its cluster and user as YAML, every secret left out. Throws ContextNotFound. */
  redactedContext(entry: ContextEntry): Promise<string>;
  /** The same files read whole, secrets included: never print one. Throws when no file can be read. */
  kubeconfigs(files?: readonly string[]): Promise<KubeconfigReading>;
  /** The last resort against a name mismatch: one context no longer checks its server's certificate. */
  skipVerification(entry: ContextEntry): Promise<void>;
  /** Makes a context the current one, or sets its namespace. Throws as `switchTo`, and ReadOnly. */
  use(request: UseRequest): Promise<UseOutcome>;
  /** The contexts that were switched to, the latest first; some may be gone. */
  recentContexts(): Promise<readonly string[]>;
  /** What `undo` would take back now. Throws as it does. */
  planUndo(): Promise<UndoPlan>;
  /**
   * Takes back the last write with all of its task; `planned` are the writes it may be. Throws ResourceNotFound,
   * Refused, ReadOnly, Conflict.
   */
  undo(planned?: readonly string[]): Promise<UndoOutcome>;
  /** Our writes, newest first. */
  history(): Promise<readonly HistoryEntry[]>;
}

export interface LocalContextsPorts {
  readonly files: KubeconfigFiles;
  readonly recent: RecentContexts;
  readonly now: () => Date;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

/** Listing contexts is waited for at every start: what writes or prints one is loaded when it is asked for. */
export function localContexts({ files, recent, now, refuseWhenReadOnly }: LocalContextsPorts): LocalContexts {
  return {
    contexts: async (given = files.paths) => {
      const { kubeconfigs, problems } = await files.readAll(given);
      const currentContext = kubeconfigs.find((each) => each.currentContext)?.currentContext ?? null;
      const entries = listContexts(kubeconfigs, now());
      return { files: given, entries, problems, currentContext, orphans: listOrphans(kubeconfigs) };
    },
    kubeconfigs: async (given) => {
      const reading = await files.readAll(given);
      const [problem] = reading.problems;
      if (problem !== undefined && reading.kubeconfigs.length === 0) throw problem.error;
      return reading;
    },
    redactedContext: async ({ file, context }) => {
      const { redactedContext } = await import('../kubeconfig/redact.js');
      // kubectl joins entries across files: the context's own file has the first word, the others follow.
      const { kubeconfigs } = await files.readAll([...new Set([file, ...files.paths])]);
      return redactedContext(kubeconfigs, context);
    },
    skipVerification: async ({ file, context }) => {
      await refuseWhenReadOnly(say('switch a check off'));
      const { skipVerification } = await import('../kubeconfig/entry-edits.js');
      await files.edit(file, (text) => skipVerification(text ?? '', { file, context }), {
        summary: `${context} no longer checks its server's certificate`,
      });
    },
    use: async (request) => {
      if (request.isDryRun !== true) await refuseWhenReadOnly(say('switch to a context'));
      const { switchTo } = await import('./switching.js');
      return switchTo(request, { files, recent });
    },
    recentContexts: async () => recent.read(),
    planUndo: async () => {
      await refuseWhenReadOnly(say('undo a write'));
      return files.planUndo();
    },
    undo: async (planned) => {
      await refuseWhenReadOnly(say('undo a write'));
      return files.undo(undefined, planned);
    },
    history: () => files.history(),
  };
}
