import type { HistoryEntry, UndoPlan } from '@ackring/core/contexts';
import type { JournalLine } from '@ackring/core/journal';

/** What was written and changed, as far as it was read. */
export interface JournalState {
  readonly journal: readonly HistoryEntry[];
  /** What else the tamper-evident journal tells: what was changed in the cloud, and what was taken back. */
  readonly changes: readonly JournalLine[];
  /** False until the journal is read, and from each write until it is read again: it says nothing of it yet. */
  readonly isJournalCurrent: boolean;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates extends JournalState {}
}

declare module '../../screen/overlay.js' {
  interface Subjects {
    readonly activity: { readonly kind: 'activity'; readonly id: string };
  }
}

export const noJournal: JournalState = { journal: [], changes: [], isJournalCurrent: false };

/** The writes that would be taken back, shown before they are. */
export interface UndoDialog {
  readonly kind: 'undo';
  readonly plan: UndoPlan;
  readonly top: number;
  readonly isUnderWay: boolean;
}

declare module '../../screen/overlay.js' {
  interface Overlays {
    readonly undo: UndoDialog;
  }
}
