import { daysLeft, isShortened } from '../../words/certificate.js';
import { summarize } from '../credential/credential.js';
import type { Inventory } from '../inventory/inventory.js';
import { isOnlyWatched } from '../ledger/condition.js';
import { type Decision, isWork } from '../policy/decision.js';
import { decide, type RotationRules, renewalDue } from '../policy/policy.js';
import { countOutcomes, outcomeError, type RotationOutcome, type RotationReport } from '../report/report.js';
import { namingSink } from '../sinks/sink.js';
import { placeSights } from '../subject/place-sight.js';
import {
  type Held,
  heldOf,
  heldUntil,
  type ManagedSubject,
  newestCopy,
  type RotationSubject,
  subjectIdentity,
  subjectKey,
  type Trial,
} from '../subject/subject.js';

export interface PlannedCredential {
  readonly subject: RotationSubject;
  readonly decision: Decision;
  /** When it is to be renewed; null for others' credentials, and if unknown. */
  readonly due: Date | null;
}

/** What a run would do at `now`, decided before anything is done. */
export interface RotationPlan {
  readonly now: Date;
  readonly items: readonly PlannedCredential[];
  readonly failures: Inventory['failures'];
}

/** Judges an inventory; pure, so that the same inventory can be judged at any instant. */
export function planRotation(inventory: Inventory, rules: RotationRules, now: Date): RotationPlan {
  const items = inventory.subjects.map((subject) => ({
    subject,
    decision: decide(subject, rules, now),
    due: subject.kind === 'managed' ? renewalDue(subject, rules) : null,
  }));
  return { now, items: items.toSorted(byKey), failures: inventory.failures };
}

/** What is known of a credential before any step. */
export function plannedOutcome({ subject, decision, due }: PlannedCredential, now: Date): RotationOutcome {
  const notAfter = heldUntil(subject);
  const copy = subject.kind === 'managed' ? newestCopy(subject.copies) : null;
  return {
    cluster: { id: subject.cluster.id, name: subject.cluster.name },
    region: subject.cluster.region,
    identity: subjectIdentity(subject),
    holder: subject.kind === 'foreign' ? subject.state.identity.name : null,
    decision,
    notAfter: notAfter?.toISOString() ?? null,
    daysLeft: notAfter === null ? null : daysLeft(notAfter, now),
    before: copy === null ? null : summarize(copy),
    after: null,
    steps: [],
    ...sightOf(subject),
    ...(due === null ? {} : { due: due.toISOString() }),
    ...trouble(subject, decision),
  };
}

/** What was seen: what consumers hold, what the server says, and the result of trying a copy. */
function sightOf(
  subject: RotationSubject,
): Pick<RotationOutcome, 'held' | 'places' | 'left' | 'onRecord' | 'trial'> {
  // Others' credentials may be 160,000 lines: they say no more than necessary.
  if (subject.kind === 'foreign') return {};
  const { server, trial } = subject;
  return {
    held: heldRecord(heldOf(subject)),
    // Of what is left out and not watched no place was looked at.
    ...(subject.selected || subject.copies.length > 0 ? { places: placeSights(subject) } : {}),
    ...(subject.left === undefined ? {} : { left: subject.left }),
    onRecord: server === null ? null : { ...server, notAfter: server.notAfter?.toISOString() ?? null },
    trial: trial === null ? null : trialRecord(trial),
  };
}

/** The beginning only of a life that was shortened: the others are the cloud's usual ones. */
export function heldRecord({ state, notBefore, notAfter }: Held): NonNullable<RotationOutcome['held']> {
  const record = { state, notAfter: notAfter?.toISOString() ?? null };
  if (notBefore === null || notAfter === null || !isShortened({ notBefore, notAfter })) return record;
  return { ...record, notBefore: notBefore.toISOString() };
}

function trialRecord({ acceptance }: Trial): NonNullable<RotationOutcome['trial']> {
  return { result: acceptance.kind, cause: acceptance.kind === 'accepted' ? null : acceptance.cause };
}

/** The plan in the shape of a report, for `rotate plan --json`. */
export function planReport(
  plan: RotationPlan,
  run: { readonly runId: string; readonly startedAt: Date; readonly finishedAt: Date },
): RotationReport {
  const outcomes = plan.items.map((item) => plannedOutcome(item, plan.now));
  return {
    runId: run.runId,
    mode: 'plan',
    now: plan.now.toISOString(),
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt.toISOString(),
    counts: countOutcomes('plan', outcomes),
    outcomes,
    failures: plan.failures,
  };
}

/**
 * An unreadable sink is an error of the credential, whatever was decided without it, and so is a refused detail,
 * except for a cluster that is not ours; what was not read for lack of time leaves the credential to the next run.
 */
function trouble(
  subject: RotationSubject,
  { reason }: Decision,
): Pick<RotationOutcome, 'deferred' | 'error'> {
  if (subject.kind === 'foreign' || reason === 'ClusterNotOurs') return { deferred: null, error: null };
  const failed = subject.copies.find(({ error }) => error !== null);
  if (!failed?.error) return detailTrouble(subject.detailError);
  if (failed.error.code === 'Cancelled') return { deferred: 'deadline', error: null };
  return { deferred: null, error: outcomeError(namingSink(failed.error, { name: failed.sink })) };
}

function detailTrouble(error: ManagedSubject['detailError']): Pick<RotationOutcome, 'deferred' | 'error'> {
  if (error?.code === 'Cancelled') return { deferred: 'deadline', error: null };
  return { deferred: null, error: error === null ? null : outcomeError(error) };
}

function byKey(left: PlannedCredential, right: PlannedCredential): number {
  return subjectKey(left.subject) < subjectKey(right.subject) ? -1 : 1;
}

/**
 * The verdict of a plan, for CI and monitoring. `unseen` counts what could not be read: a plan without work is
 * `quiet` only if there is none.
 */
export type PlanVerdict =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'wouldAct'; readonly renew: number; readonly deliver: number; readonly unseen: number }
  /** Nothing to do, and so many that nobody renews end within a month. */
  | { readonly kind: 'owed'; readonly owed: number; readonly unseen: number }
  | { readonly kind: 'selectsNothing' }
  | { readonly kind: 'unseen'; readonly unseen: number };

/** Judges the report of a plan. Notifying the owners of others' credentials is not an action. */
export function checkPlan({ outcomes, failures }: RotationReport): PlanVerdict {
  const others = failures.filter(({ what }) => what !== 'selection');
  const hidden = outcomes.filter(({ error, deferred }) => error !== null || deferred !== null);
  const unseen = others.length + hidden.length;
  const work = outcomes.filter(({ decision }) => isWork(decision));
  if (work.length > 0) {
    const renew = work.filter(({ decision }) => decision.kind === 'renew').length;
    return { kind: 'wouldAct', renew, deliver: work.length - renew, unseen };
  }
  const owed = outcomes.filter(isOwedSoon).length;
  if (owed > 0) return { kind: 'owed', owed, unseen };
  if (unseen > 0) return { kind: 'unseen', unseen };
  return others.length < failures.length ? { kind: 'selectsNothing' } : { kind: 'quiet' };
}

/** What is watched and not renewed, when a month or less of it is left. */
function isOwedSoon({ decision, daysLeft: left, places = [] }: RotationOutcome): boolean {
  return (
    isOnlyWatched(decision) && left !== null && left <= 30 && places.some(({ state }) => state === 'held')
  );
}
