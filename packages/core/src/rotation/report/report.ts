import type { ErrorCode } from '../../errors.js';
import type { CredentialSummary } from '../credential/credential.js';
import type { Decision } from '../plan/decision.js';

export type RotationMode = 'plan' | 'apply';

export type RotationStep = 'fetch' | 'prove newer' | 'stage' | 'prove works' | 'promote' | 'read back';

export type StepResult = 'done' | 'unchanged' | 'skipped' | 'failed';

/** One step of one credential as it ended. `sink` names the sink of the steps that concern one. */
export interface StepRecord {
  readonly step: RotationStep;
  readonly result: StepResult;
  readonly durationMs: number;
  readonly sink: string | null;
}

export interface OutcomeError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly requestId: string | null;
}

/** Why a credential that was to be worked on was left for the next run. */
export type Deferral = 'deadline' | 'halted' | 'cancelled';

/** What became of one credential. */
export interface RotationOutcome {
  readonly cluster: { readonly id: string; readonly name: string };
  readonly region: string;
  readonly identity: string;
  /** The holder's name for people, where the server tells it. */
  readonly holder: string | null;
  readonly decision: Decision;
  /** When the credential ends as far as is known before the run; RFC 3339. */
  readonly notAfter: string | null;
  readonly daysLeft: number | null;
  readonly before: CredentialSummary | null;
  readonly after: CredentialSummary | null;
  readonly steps: readonly StepRecord[];
  readonly deferred: Deferral | null;
  readonly error: OutcomeError | null;
}

/** A region, an identity, a sink or a notifier that failed as a whole; the others went on. */
export interface RotationFailure {
  readonly what: string;
  readonly error: OutcomeError;
}

export interface RotationCounts {
  readonly total: number;
  readonly renewed: number;
  readonly delivered: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly skipped: number;
  readonly notified: number;
  readonly deferred: number;
  readonly failed: number;
}

/** The contract of `rotate --json`, of the function's answer and of the report kept in the sinks. */
export interface RotationReport {
  readonly runId: string;
  readonly mode: RotationMode;
  /** The instant every decision was made for. */
  readonly now: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly counts: RotationCounts;
  readonly outcomes: readonly RotationOutcome[];
  readonly failures: readonly RotationFailure[];
  /** True in a kept report whose uneventful outcomes were left out for want of room. */
  readonly truncated?: boolean;
}

export const emptyCounts: RotationCounts = {
  total: 0,
  renewed: 0,
  delivered: 0,
  unchanged: 0,
  kept: 0,
  skipped: 0,
  notified: 0,
  deferred: 0,
  failed: 0,
};

/** Counts outcomes; every outcome is in exactly one of the counts beside `total`. */
export function countOutcomes(mode: RotationMode, outcomes: readonly RotationOutcome[]): RotationCounts {
  const counts: { -readonly [Name in keyof RotationCounts]: number } = {
    ...emptyCounts,
    total: outcomes.length,
  };
  for (const outcome of outcomes) counts[countOf(mode, outcome)] += 1;
  return counts;
}

function countOf(mode: RotationMode, outcome: RotationOutcome): Exclude<keyof RotationCounts, 'total'> {
  if (outcome.error !== null) return 'failed';
  if (outcome.deferred !== null) return 'deferred';
  switch (outcome.decision.kind) {
    case 'keep':
      return 'kept';
    case 'skip':
      return 'skipped';
    case 'notify':
      return 'notified';
    case 'renew':
      return mode === 'plan' || hasMoved(outcome) ? 'renewed' : 'unchanged';
    case 'deliver':
      return mode === 'plan' || hasMoved(outcome) ? 'delivered' : 'unchanged';
  }
}

function hasMoved({ steps }: RotationOutcome): boolean {
  return steps.some(({ step, result }) => step === 'promote' && result === 'done');
}
