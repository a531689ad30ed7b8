import type { Condition } from '../credential/condition.js';
import { isByPlan } from '../report/condition.js';
import { type AlarmStep, alarmStepAt, type Outage, type Standing } from './standing.js';

/** That somebody is to be told of a standing. */
export interface StandingNotice {
  readonly kind: 'failing' | 'blocked' | 'pending' | 'heldByOther' | 'orphaned' | 'outage';
  /** How near the end is; 0 where consumers have nothing of use any more; null before the first step, or unknown. */
  readonly step: AlarmStep | null;
  /** Changes when it is worth telling again. */
  readonly mark: string;
}

const dayMs = 86_400_000;

/**
 * Whether a standing is worth telling, by its state and by the days that what consumers have still lasts:
 *
 * | state                          | > 180 | 180    | 60  | 30, 7, 1 | ended        |
 * | ------------------------------ | ----- | ------ | --- | -------- | ------------ |
 * | ready                          | –     | –      | –   | –        | –            |
 * | pending by plan (spread, blackout) | – | –      | –   | once     | every day    |
 * | pending for want of time, or held back | after a week | after a week | once | once | every day |
 * | failing                        | once for each reason | once | once | once | every day |
 * | blocked: cluster not serving, not seen | – | once | once | once | every day |
 * | blocked otherwise              | once  | once   | once | once    | every day    |
 * | blocked: not our cluster       | once  | –      | –   | –        | –            |
 * | held by somebody else          | –     | once   | once | once    | once         |
 *
 * Where nobody knows when it ends, it counts as more than 180 days, and is told again every week; of a cluster that is
 * not ours nobody has anything, and once is enough.
 */
export function noticeOf(standing: Standing, now: Date): StandingNotice | null {
  const { condition, outage, goneBecause } = standing;
  if (goneBecause !== null) return null;
  if (outage !== null) return outageNotice(standing.key, outage, now);
  return condition === null ? null : conditionNotice(condition, now);
}

/** A week for what is one of several; a day where the whole run came to nothing. */
function outageNotice(key: string, outage: Outage, now: Date): StandingNotice {
  const days = daysSince(outage.since, now);
  const period = key === 'failure run' ? days : Math.floor(days / 7);
  const mark = `outage ${outage.code} ${withoutNumbers(outage.message)} ${period}`;
  return { kind: 'outage', step: null, mark };
}

function conditionNotice(condition: Condition, now: Date): StandingNotice | null {
  const step = stepOf(condition, now);
  if (!isWorthTelling(condition, step, now)) return null;
  const kind = kindOf(condition);
  if (kind === 'heldByOther' || kind === 'orphaned') return { kind, step, mark: `${kind} ${step}` };
  const what = kind === 'failing' ? ` ${withoutNumbers(condition.message ?? '')}` : '';
  const again = repetition(condition, step, now);
  return { kind, step, mark: `${kind} ${step ?? '-'} ${condition.reason}${what}${again}` };
}

/** How near the end of what consumers have is; 0 as well where some consumer has nothing of use. */
export function stepOf({ heldUntil, brokenSince }: Condition, now: Date): AlarmStep | null {
  if (brokenSince !== null) return 0;
  return heldUntil === null ? null : alarmStepAt(new Date(heldUntil), now);
}

function isWorthTelling(condition: Condition, step: AlarmStep | null, now: Date): boolean {
  switch (condition.state) {
    case 'ready':
      return false;
    case 'failing':
      return true;
    case 'blocked':
      return step !== null || !mayPass(condition);
    case 'pending':
      return isPendingTold(condition, step, now);
  }
}

/** A cluster is stopped on purpose, and a region that fails is told by itself. */
function mayPass({ reason }: Condition): boolean {
  return reason === 'ClusterNotServing' || reason === 'NotSeen';
}

function isPendingTold(condition: Condition, step: AlarmStep | null, now: Date): boolean {
  if (isSomebodyElses(condition)) return step !== null;
  if (isByPlan(condition)) return step !== null && step <= 30;
  return (step !== null && step <= 60) || daysSince(condition.since, now) >= 7;
}

function kindOf(condition: Condition): Exclude<StandingNotice['kind'], 'outage'> {
  if (condition.reason === 'OrphanedIdentity') return 'orphaned';
  if (condition.reason === 'HeldByAnotherIdentity') return 'heldByOther';
  return condition.state === 'ready' ? 'pending' : condition.state;
}

function isSomebodyElses({ reason }: Condition): boolean {
  return reason === 'OrphanedIdentity' || reason === 'HeldByAnotherIdentity';
}

/** Every day once consumers have nothing, every week while nobody knows what they have. */
function repetition({ since, heldUntil, reason }: Condition, step: AlarmStep | null, now: Date): string {
  if (step === 0) return ` ${now.toISOString().slice(0, 10)}`;
  const isUnknown = heldUntil === null && reason !== 'ClusterNotOurs';
  return isUnknown ? ` ${Math.floor(daysSince(since, now) / 7)}` : '';
}

function daysSince(since: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(since)) / dayMs);
}

/** Counters and times in a message must not make it new every day. */
function withoutNumbers(message: string): string {
  return message.replace(/[0-9]+/g, '#');
}
