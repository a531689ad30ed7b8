import type { CertificateState } from '../../cloud/ack/api.js';
import type { RightEnd } from '../../rights/ending-right.js';
import type { VerdictCause } from '../../verification/verdict.js';
import { renewableFrom } from '../../words/certificate.js';
import type { AckringError, ErrorCode } from '../../words/errors.js';
import type { Condition } from '../credential/condition.js';
import type { CredentialSummary } from '../credential/credential.js';
import type { Decision } from '../policy/decision.js';
import type { PlaceSight } from '../subject/place-sight.js';
import type { HeldState } from '../subject/subject.js';

export type RotationMode = 'plan' | 'apply';

export type RotationStep = 'fetch' | 'prove newer' | 'stage' | 'prove works' | 'promote' | 'read back';

export type StepResult = 'done' | 'unchanged' | 'skipped' | 'failed';

/** The result of one step of one credential. `sink` is set for steps that concern one. */
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
  /** The same for people, in this process only: neither printed nor kept. */
  readonly said?: AckringError['said'];
}

/** Why work on a credential was left for the next run. */
export type Deferral = 'deadline' | 'halted' | 'cancelled';

/** The result of trying a copy on its API server; `cause` says why it was refused, or why the result is unknown. */
interface ProofRecord {
  readonly result: 'accepted' | 'refused' | 'unproven';
  readonly cause: VerdictCause | null;
}

/** The outcome of one credential. Optional fields are missing from reports that older versions kept. */
export interface RotationOutcome {
  readonly cluster: { readonly id: string; readonly name: string };
  readonly region: string;
  readonly identity: string;
  /** The holder's name for people, if the server gives it. */
  readonly holder: string | null;
  readonly decision: Decision;
  /**
   * When what consumers hold before the run ends; RFC 3339. If nothing was ever stored, and for others' credentials,
   * the server's record; null if unknown.
   */
  readonly notAfter: string | null;
  /** Whole days from `now` to `notAfter`, floored. */
  readonly daysLeft: number | null;
  /** What consumers hold when the run ends; null for others' credentials. */
  readonly held?: {
    readonly state: HeldState;
    readonly notAfter: string | null;
    /** When it began, of a life that was shortened. */
    readonly notBefore?: string | undefined;
  } | null;
  /** What the server says it issued last, before the run; null if it did not say. */
  readonly onRecord?: { readonly notAfter: string | null; readonly state: CertificateState } | null;
  /** When it is to be renewed; null if unknown. */
  readonly due?: string | null;
  /** Each place it was delivered to, as it was seen or left by the run; missing for others' credentials. */
  readonly places?: readonly PlaceSight[];
  /** Set if this is about a place of the credential to which nothing is delivered any more. */
  readonly left?: string;
  /** The stored copy on its API server, before anything was done; null if it was not tried. */
  readonly trial?: ProofRecord | null;
  /** Its condition after the run; null in a plan without previous runs, and for excluded ones. */
  readonly condition?: Condition | null;
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
  /** What it hides; nothing if omitted. */
  readonly hides?: Hidden;
  /** When something that the rotation itself needs ends: told by level, as credentials are. RFC 3339. */
  readonly until?: string;
}

/** The ledger, among a report's failures. */
export const memoryFailure = 'memory of alarms';

/** Credentials that a run could not read: whether they are healthy, or still exist, is unknown. */
export type Hidden =
  | { readonly kind: 'all' }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'identity'; readonly identity: string }
  | { readonly kind: 'clusters'; readonly ids: readonly string[] }
  /** Others' credentials. */
  | { readonly kind: 'holders' };

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
  /** The instant that every decision refers to. */
  readonly now: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly counts: RotationCounts;
  readonly outcomes: readonly RotationOutcome[];
  readonly failures: readonly RotationFailure[];
  /** Rights whose end had come, where the configuration has the run take them back; those to be taken, in a plan. */
  readonly rights?: readonly ReportedRight[];
  /** What sinks hold and nobody renews any more; in a plan only, if the sinks can list. */
  readonly stale?: readonly StalePlace[];
  /** True in a kept report whose uneventful outcomes were left out to save room. */
  readonly truncated?: boolean;
}

/** A role inside a cluster that was given for a time. */
export interface ReportedRight {
  readonly id: string;
  readonly identity: { readonly uid: string; readonly name: string };
  readonly cluster: { readonly id: string; readonly name: string };
  readonly region: string;
  readonly role: string;
  readonly namespace: string | null;
  /** RFC 3339. */
  readonly until: string;
  /** How it is over; null if it is not known to be. */
  readonly how: RightEnd | null;
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

/** Counts outcomes; every outcome is in exactly one of the counts besides `total`. */
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

/** Somebody else's credential is due when the cloud would renew it. */
export function isDue({ notAfter }: Pick<RotationOutcome, 'notAfter'>, now: Date): boolean {
  return notAfter !== null && now >= renewableFrom(new Date(notAfter));
}

function hasMoved({ steps }: RotationOutcome): boolean {
  return steps.some(({ step, result }) => step === 'promote' && result === 'done');
}

/** An error as reports contain it: never its cause, which may quote secrets. */
export function outcomeError({ code, message, remedy, requestId, said }: AckringError): OutcomeError {
  return Object.defineProperty({ code, message, remedy, requestId }, 'said', { value: said });
}

/** A run in progress: for live display, and for the journal that a killed run leaves behind. */
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

/**
 * What a sink still holds and nobody renews any more; it is listed, never deleted. `ClusterNotListed`: no scanned
 * region has the cluster; not reported if a list is incomplete. `HolderNotConfigured`: the cluster exists, but no
 * configured identity is stored under that name.
 */
export interface StalePlace {
  readonly sink: string;
  /** Its name in the sink. */
  readonly place: string;
  readonly cluster: string;
  readonly reason: 'ClusterNotListed' | 'HolderNotConfigured';
}
