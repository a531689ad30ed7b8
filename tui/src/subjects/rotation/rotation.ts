import type { RotationEvent, RotationMode, RotationOutcome, RotationReport } from '@ackring/core/rotation';
import type { AckringError } from '@ackring/core/words';
import { answered, unasked } from '../../screen/asked.js';
import type { KnownHealth, PartAnswer, RotationPart, RotationParts, RotationTab } from './views.js';

/** The plan, or the running or last run; and the deployed function beside it. */
export interface RotationState extends RotationParts {
  readonly tab: RotationTab;
  /** What is running now. */
  readonly running: RotationMode | null;
  readonly report: RotationReport | null;
  /** Something was done since: a plan is made anew before it is shown again, or acted on. */
  readonly isOutdated: boolean;
  /** Why what a run renews would be stored nowhere, by the configuration of the last plan; null where it names a sink. */
  readonly noSink: AckringError | null;
  /** When a run last renewed anything: who holds what is older than that. */
  readonly renewedAt: Date | null;
  readonly outcomes: ReadonlyMap<string, RotationOutcome>;
  readonly work: number;
  readonly done: number;
  readonly problem: AckringError | null;
  readonly health: KnownHealth;
  /** The function runs for us, and its answer is awaited. */
  readonly isInvoking: boolean;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly rotation: RotationState;
  }
}

export const noRotation: RotationState = {
  tab: 'plan',
  running: null,
  report: null,
  isOutdated: false,
  noSink: null,
  renewedAt: null,
  outcomes: new Map(),
  work: 0,
  done: 0,
  problem: null,
  function: unasked,
  runs: unasked,
  log: unasked,
  calendar: unasked,
  health: null,
  isInvoking: false,
};

export function outcomeId({
  cluster,
  identity,
  left,
}: Pick<RotationOutcome, 'cluster' | 'identity' | 'left'>): string {
  const key = `${cluster.id}/${identity}`;
  return left === undefined ? key : `${key} ${left}`;
}

export function rotationStarted(rotation: RotationState, mode: RotationMode): RotationState {
  return { ...rotation, running: mode, done: 0, work: 0, problem: null };
}

/** Progress of a run. */
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
  return { ...rotation, running: null, report, outcomes, problem: null, isOutdated: false };
}

/** After a write to the kubeconfigs, or a run. */
export function withPlanOutdated(rotation: RotationState): RotationState {
  return { ...rotation, isOutdated: true };
}

/** A run is over: what it renewed is held from now on. */
export function withRenewals(
  rotation: RotationState,
  { counts }: Pick<RotationReport, 'counts'>,
  now: Date,
): RotationState {
  return counts.renewed === 0 ? rotation : { ...rotation, renewedAt: now };
}

export function rotationFailed(rotation: RotationState, problem: AckringError): RotationState {
  return { ...rotation, running: null, problem };
}

/** Their last answers stay until the next ones arrive. */
export function partsAsked(rotation: RotationState, parts: readonly RotationPart[]): RotationState {
  const asked = parts.map((part) => [part, { ...rotation[part], isAsking: true }] as const);
  return { ...rotation, ...Object.fromEntries(asked) };
}

export function partAnswered(rotation: RotationState, answer: PartAnswer, now: Date): RotationState {
  const { part } = answer;
  if (!('problem' in answer)) return { ...rotation, [part]: answered(answer.value, now) };
  const { problem } = answer;
  return { ...rotation, [part]: { ...rotation[part], problem, isAsking: false, at: now } };
}
