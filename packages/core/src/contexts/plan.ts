import type { EntryEdit } from '../kubeconfig/edit.js';
import type { FileChange } from '../kubeconfig/merge.js';
import type { AckringError } from '../words/errors.js';

/** What would become of the kubeconfig files: no secret is in it, and nothing is written yet. */
export interface ContextsPlan {
  /** For the history, such as `renamed dev to stage`. */
  readonly summary: string;
  /** Only those in which something changes, in the order they are written. */
  readonly files: readonly PlannedFile[];
  readonly notes: readonly PlanNote[];
}

export interface PlannedFile {
  readonly file: string;
  readonly changes: readonly FileChange[];
}

/** What somebody should know before it is done. */
export type PlanNote =
  /** current-context goes on naming a context that is there no more: kubectl refuses, and goes nowhere else. */
  | { readonly kind: 'stillCurrent'; readonly context: string }
  /** Another of the name in a later file takes effect from then on. */
  | { readonly kind: 'uncovered'; readonly context: string; readonly file: string }
  /** Nothing is taken for left over, since this file of KUBECONFIG, which is not there, may need it. */
  | { readonly kind: 'fileMissing'; readonly file: string }
  /** Whether its cluster is gone could not be told; `context` null stands for all. */
  | {
      readonly kind: 'notAsked';
      readonly context: string | null;
      readonly why: 'otherIdentity' | 'unanswered';
      readonly error: AckringError | null;
    }
  /** A context of a file that was given leads to no cluster or user of it, and is left out. */
  | { readonly kind: 'dangling'; readonly context: string }
  /** It is there already, under this name. */
  | { readonly kind: 'alreadyThere'; readonly context: string };

/** What a decision comes to: per file, the entries that change. */
export interface Intent {
  readonly summary: string;
  readonly edits: ReadonlyMap<string, readonly EntryEdit[]>;
  /** The new current context; null leaves it alone. */
  readonly use: string | null;
  readonly notes: readonly PlanNote[];
}
