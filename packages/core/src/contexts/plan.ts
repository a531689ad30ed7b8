import type { EntryEdit } from '../kubeconfig/edit.js';
import type { FileChange } from '../kubeconfig/merge.js';
import type { AckringError } from '../words/errors.js';
import type { Sentence } from '../words/say.js';

/** Planned changes of the kubeconfig files: contains no secret, and nothing is written yet. */
export interface ContextsPlan {
  /** For the history, such as `renamed dev to stage`. */
  readonly summary: Sentence;
  /** Only files that change, in the order of writing. */
  readonly files: readonly PlannedFile[];
  readonly notes: readonly PlanNote[];
}

export interface PlannedFile {
  readonly file: string;
  readonly changes: readonly FileChange[];
}

/** Warnings to read before it is done. */
export type PlanNote =
  /** current-context keeps naming a context that no longer exists: kubectl refuses, and connects nowhere else. */
  | { readonly kind: 'stillCurrent'; readonly context: string }
  /** A context of the same name in a later file takes effect. */
  | { readonly kind: 'uncovered'; readonly context: string; readonly file: string }
  /** Nothing counts as orphaned, since this missing file of KUBECONFIG may need it. */
  | { readonly kind: 'fileMissing'; readonly file: string }
  /** Whether its cluster is gone is unknown; `context` null stands for all. */
  | {
      readonly kind: 'notAsked';
      readonly context: string | null;
      readonly why: 'otherIdentity' | 'unanswered';
      readonly error: AckringError | null;
    }
  /** A context of a given file names a cluster or user that the file lacks, and is left out. */
  | { readonly kind: 'dangling'; readonly context: string }
  /** `name` meant it, by its end, and means the context that gets that name from then on. */
  | { readonly kind: 'shadowed'; readonly context: string; readonly name: string }
  /** It exists already, under this name. */
  | { readonly kind: 'alreadyThere'; readonly context: string };

/** The outcome of a decision: the entries that change, by file. */
export interface Intent {
  readonly summary: Sentence;
  readonly edits: ReadonlyMap<string, readonly EntryEdit[]>;
  /** The new current context; null leaves it alone. */
  readonly use: string | null;
  /** A context gets another name. */
  readonly renamed?: { readonly from: string; readonly to: string };
  readonly notes: readonly PlanNote[];
}
