import type { UndoPlan } from '@ackring/core/contexts/local-contexts';

/** The writes that would be taken back, shown before they are. */
export interface UndoDialog {
  readonly kind: 'undo';
  readonly plan: UndoPlan;
  readonly top: number;
  readonly isUnderWay: boolean;
}
