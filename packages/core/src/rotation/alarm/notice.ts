import type { Condition } from '../credential/condition.js';
import { belongsToOther, isByPlan, isOnlyWatched } from '../ledger/condition.js';
import { type AlarmStep, alarmStepAt, type Outage, type Standing } from '../ledger/standing.js';

/** A standing that is worth reporting. */
export interface StandingNotice {
  readonly kind: 'failing' | 'blocked' | 'pending' | 'heldByOther' | 'orphaned' | 'outage';
  /** How close the end is; 0 if consumers have nothing usable any more; null before the first step, or unknown. */
  readonly step: AlarmStep | null;
  /** What is remembered once it was sent: its kind, its level and the day. */
  readonly mark: string;
  /** Whether whoever was sent what this mark says needs not hear of it yet. */
  isTold(mark: string): boolean;
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
  return repeatedNotice('outage', null, { now, againDays: key === 'failure run' ? 1 : 7 });
}

/** By level, and daily once it ended. */
function endingNotice(until: Date, now: Date): StandingNotice {
  const step = alarmStepAt(until, now);
  return repeatedNotice('outage', step, { now, againDays: step === 0 ? 1 : null });
}

function conditionNotice(condition: Condition, now: Date): StandingNotice | null {
  const step = stepOf(condition, now);
  if (!isWorthReporting(condition, step, now)) return null;
  return repeatedNotice(kindOf(condition), step, { now, againDays: repetition(condition, step) });
}

interface Repetition {
  readonly now: Date;
  /** After so many days the same is worth reporting again; null for never. */
  readonly againDays: number | null;
}

function repeatedNotice(
  kind: StandingNotice['kind'],
  step: AlarmStep | null,
  { now, againDays }: Repetition,
): StandingNotice {
  const level = String(step ?? '-');
  const today = dayOf(now);
  return {
    kind,
    step,
    mark: `${kind} ${level} ${today}`,
    isTold: (mark) => {
      const [before = '', at, day] = mark.split(' ');
      if (at !== level || ![kind, ...(graver[kind] ?? [])].includes(before)) return false;
      if (againDays === null) return true;
      const days = (Date.parse(today) - Date.parse(day ?? '')) / dayMs;
      // By a clock that is ahead it may be tomorrow, and no later.
      return days >= -1 && days < againDays;
    },
  };
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** A reason may change every day: at one level only something worse is told again. */
const graver: Partial<Record<StandingNotice['kind'], readonly string[]>> = {
  pending: ['blocked', 'failing'],
  blocked: ['failing'],
};

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

/** Daily once consumers have nothing and somebody is to mend it, weekly while it is unknown what they have. */
function repetition(condition: Condition, step: AlarmStep | null): number | null {
  const { heldUntil, reason } = condition;
  if (belongsToOther(condition)) return null;
  if (step === 0) return isOnlyWatched({ reason }) ? null : 1;
  return heldUntil === null && reason !== 'ClusterNotOurs' ? 7 : null;
}

function daysSince(since: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(since)) / dayMs);
}
