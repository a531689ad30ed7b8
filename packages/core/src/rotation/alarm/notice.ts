import type { Condition } from '../credential/condition.js';
import { isByPlan, isOnlyWatched } from '../ledger/condition.js';
import { type AlarmStep, alarmStepAt, type Outage, type Standing } from '../ledger/standing.js';

/** A standing that is worth reporting. */
export interface StandingNotice {
  readonly kind: 'failing' | 'blocked' | 'pending' | 'heldByOther' | 'orphaned' | 'outage';
  /** How close the end is; 0 if consumers have nothing usable any more; null before the first step, or unknown. */
  readonly step: AlarmStep | null;
  /**
   * The first changes when it is worth reporting again; the others are those of what is worse at the same level: who was
   * told of it needs not hear of this.
   */
  readonly marks: readonly [string, ...(readonly string[])];
}

const dayMs = 86_400_000;

/**
 * When a standing is worth reporting, by its state and by the days left of what consumers hold:
 *
 * | state                          | > 180 | 180    | 60  | 30, 7, 1 | ended        |
 * | ------------------------------ | ----- | ------ | --- | -------- | ------------ |
 * | ready                          | –     | –      | –   | –        | –            |
 * | pending by plan (spread, blackout) | – | –      | –   | once     | every day    |
 * | pending for lack of time, or held back | after a week | after a week | once | once | every day |
 * | failing                        | once for each reason | once | once | once | every day |
 * | failing: what its sink is reached with | – | –  | –   | once     | every day    |
 * | blocked: cluster not serving, not seen | – | once | once | once | every day |
 * | blocked: only watched, nobody renews it | – | once | once | once | once        |
 * | blocked otherwise              | once  | once   | once | once    | every day    |
 * | blocked: not our cluster       | once  | –      | –   | –        | –            |
 * | held by somebody else          | –     | once   | once | once    | once         |
 *
 * What a person dismissed is not told. An unknown end counts as more than 180 days, repeated every week; nobody holds anything of a cluster that is not
 * ours, so once is enough.
 */
export function noticeOf(standing: Standing, now: Date): StandingNotice | null {
  const { condition, outage, goneBecause, dismissed } = standing;
  if (goneBecause !== null || dismissed !== null) return null;
  if (outage !== null) return outageNotice(standing.key, outage, now);
  return condition === null ? null : conditionNotice(condition, now);
}

/** A week for one of several; a day if the whole run failed. */
function outageNotice(key: string, outage: Outage, now: Date): StandingNotice {
  if (outage.until !== undefined) return endingNotice(new Date(outage.until), now);
  const days = daysSince(outage.since, now);
  const period = key === 'failure run' ? days : Math.floor(days / 7);
  return { kind: 'outage', step: null, marks: [`outage ${period}`] };
}

/** By level, and daily once it ended. */
function endingNotice(until: Date, now: Date): StandingNotice {
  const step = alarmStepAt(until, now);
  const again = step === 0 ? ` ${now.toISOString().slice(0, 10)}` : '';
  return { kind: 'outage', step, marks: [`outage ${step}${again}`] };
}

function conditionNotice(condition: Condition, now: Date): StandingNotice | null {
  const step = stepOf(condition, now);
  if (!isWorthReporting(condition, step, now)) return null;
  const kind = kindOf(condition);
  if (kind === 'heldByOther' || kind === 'orphaned') return { kind, step, marks: [`${kind} ${step}`] };
  const again = repetition(condition, step, now);
  const markOf = (each: string) => `${each} ${step ?? '-'}${again}`;
  const worse = byGravity.slice(byGravity.indexOf(kind) + 1);
  return { kind, step, marks: [markOf(kind), ...worse.map(markOf)] };
}

/** A reason may change every day: at one level only something worse is told again. */
const byGravity = ['pending', 'blocked', 'failing'] as const;

/** How close the end of what consumers hold is; also 0 if some consumer has nothing usable. */
export function stepOf({ heldUntil, brokenSince }: Condition, now: Date): AlarmStep | null {
  if (brokenSince !== null) return 0;
  return heldUntil === null ? null : alarmStepAt(new Date(heldUntil), now);
}

function isWorthReporting(condition: Condition, step: AlarmStep | null, now: Date): boolean {
  switch (condition.state) {
    case 'ready':
      return false;
    case 'failing':
      return !isOfSinkAccess(condition) || (step !== null && step <= 30);
    case 'blocked':
      return step !== null || !mayPass(condition);
    case 'pending':
      return isPendingWorthReporting(condition, step, now);
  }
}

/** What its sink, or its identity, is reached with is refused: told once, by itself, and not for each credential. */
function isOfSinkAccess({ reason }: Condition): boolean {
  return reason === 'CredentialsInvalid';
}

/** A cluster is stopped or left out on purpose, and a failing region is reported separately. */
function mayPass({ reason }: Condition): boolean {
  return reason === 'ClusterNotServing' || reason === 'NotSeen' || isOnlyWatched({ reason });
}

function isPendingWorthReporting(condition: Condition, step: AlarmStep | null, now: Date): boolean {
  if (belongsToOther(condition)) return step !== null;
  if (isByPlan(condition)) return step !== null && step <= 30;
  return (step !== null && step <= 60) || daysSince(condition.since, now) >= 7;
}

function kindOf(condition: Condition): Exclude<StandingNotice['kind'], 'outage'> {
  if (condition.reason === 'OrphanedIdentity') return 'orphaned';
  if (condition.reason === 'HeldByAnotherIdentity') return 'heldByOther';
  return condition.state === 'ready' ? 'pending' : condition.state;
}

function belongsToOther({ reason }: Condition): boolean {
  return reason === 'OrphanedIdentity' || reason === 'HeldByAnotherIdentity';
}

/** Daily once consumers have nothing and somebody is to mend it, weekly while it is unknown what they have. */
function repetition({ since, heldUntil, reason }: Condition, step: AlarmStep | null, now: Date): string {
  if (step === 0) return isOnlyWatched({ reason }) ? '' : ` ${now.toISOString().slice(0, 10)}`;
  const isUnknown = heldUntil === null && reason !== 'ClusterNotOurs';
  return isUnknown ? ` ${Math.floor(daysSince(since, now) / 7)}` : '';
}

function daysSince(since: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(since)) / dayMs);
}
