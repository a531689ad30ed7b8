import type { AckringError } from '@ackring/core/errors';
import type { RotationMode, RotationOutcome, RotationReport } from '@ackring/core/rotation/report';
import type { RotationEvent } from '@ackring/core/rotation/rotation-event';

/** The plan, or the run that goes on or went last. */
export interface RotationState {
  /** What is being done now. */
  readonly running: RotationMode | null;
  readonly report: RotationReport | null;
  readonly outcomes: ReadonlyMap<string, RotationOutcome>;
  readonly work: number;
  readonly done: number;
  readonly problem: AckringError | null;
}

export const noRotation: RotationState = {
  running: null,
  report: null,
  outcomes: new Map(),
  work: 0,
  done: 0,
  problem: null,
};

export function outcomeId({ cluster, identity }: Pick<RotationOutcome, 'cluster' | 'identity'>): string {
  return `${cluster.id}/${identity}`;
}

export function rotationStarted(rotation: RotationState, mode: RotationMode): RotationState {
  return { ...rotation, running: mode, done: 0, work: 0, problem: null };
}

/** What a run tells while it goes on. */
export function withRotationEvent(rotation: RotationState, event: RotationEvent): RotationState {
  switch (event.kind) {
    case 'planned':
      return { ...rotation, work: event.work };
    case 'step':
      return rotation;
    case 'outcome': {
      const outcomes = new Map(rotation.outcomes).set(outcomeId(event.outcome), event.outcome);
      return { ...rotation, outcomes, done: rotation.done + (event.outcome.steps.length > 0 ? 1 : 0) };
    }
  }
}

export function withReport(rotation: RotationState, report: RotationReport): RotationState {
  const outcomes = new Map(report.outcomes.map((outcome) => [outcomeId(outcome), outcome]));
  return { ...rotation, running: null, report, outcomes, problem: null };
}

export function rotationFailed(rotation: RotationState, problem: AckringError): RotationState {
  return { ...rotation, running: null, problem };
}
