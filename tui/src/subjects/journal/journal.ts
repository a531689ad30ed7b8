import type { HistoryEntry, UndoneFile, UndoPlan } from '@ackring/core/contexts';
import type { JournalLine } from '@ackring/core/journal';

/** Writes and changes, as far as they were read. */
export interface JournalState {
  readonly journal: readonly HistoryEntry[];
  /** The rest of the tamper-evident journal: changes in the cloud, and undone writes. */
  readonly changes: readonly JournalLine[];
  /** What each examined write changed, by its id; null if no longer known. */
  readonly writtenChanges: ReadonlyMap<string, UndoneFile['changes'] | null>;
  /** False until the journal is read, and from each write until it is read again: it does not include that yet. */
  readonly isJournalCurrent: boolean;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates extends JournalState {}
}

declare module '../../screen/overlays.js' {
  interface Subjects {
    readonly activity: { readonly kind: 'activity'; readonly id: string };
  }
}

export const noJournal: JournalState = {
  journal: [],
  changes: [],
  writtenChanges: new Map(),
  isJournalCurrent: false,
};

/** The writes that an undo would revert, shown first. */
export interface UndoDialog {
  readonly kind: 'undo';
  readonly plan: UndoPlan;
  readonly top: number;
  readonly isUnderWay: boolean;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly undo: UndoDialog;
  }
}
