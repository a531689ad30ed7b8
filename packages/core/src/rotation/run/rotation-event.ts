import type { RotationOutcome, StepRecord } from '../report/report.js';

/** A run as it happens: for live progress, and for the journal a killed run leaves behind. */
export type RotationEvent =
  | { readonly kind: 'planned'; readonly total: number; readonly work: number }
  | {
      readonly kind: 'step';
      readonly cluster: string;
      readonly identity: string;
      readonly record: StepRecord;
    }
  | { readonly kind: 'outcome'; readonly outcome: RotationOutcome };

export type RotationListener = (event: RotationEvent) => void;
