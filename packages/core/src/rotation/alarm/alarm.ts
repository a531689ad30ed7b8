import { createHmac } from 'node:crypto';
import { daysLeft } from '../../words/certificate.js';
import { shell } from '../../words/shell-word.js';
import type { Condition } from '../credential/condition.js';
import {
  type AlarmStep,
  type Mended,
  memoryKey,
  notifierKey,
  type Standing,
  type Standings,
} from '../ledger/standing.js';
import { noticeOf, type StandingNotice } from './notice.js';

/** The reason for an alarm. */
export type AlarmKind =
  /** Ours; it was tried and failed. */
  | 'failing'
  /** Ours; it cannot be tried. */
  | 'blocked'
  /** Ours; due, and not tried yet. */
  | 'pending'
  /** Held by somebody else, who must act. */
  | 'heldByOther'
  /** Held by an identity that nobody can log in as any more. */
  | 'orphaned'
  /** A region, an identity, a sink or a notifier failed as a whole. */
  | 'outage'
  /** Consumers had nothing that works for a while, and do again. */
  | 'mended'
  /** An earlier alarm is over. */
  | 'resolved';

/** One line of a digest. */
export interface Alarm {
  readonly kind: AlarmKind;
  /** Identifies the subject across runs. `resolved` and `mended` have the key of what they end. */
  readonly key: string;
  /** The subject for people: a credential, or what failed as a whole. */
  readonly label: string;
  readonly cluster: string | null;
  readonly clusterId: string | null;
  readonly region: string | null;
  readonly identity: string | null;
  readonly holder: string | null;
  /**
   * The reason of its condition, or the code of a general failure. Once it is over null, or `Gone` if the credential
   * no longer exists, or `Unproven` if the failure is over and no API server let in what is held in this very run, or
   * `Remembered` if there is a memory again: what was told without one is told by itself from now on.
   */
  readonly reason: string | null;
  /** The original error's words; null if the reason says it all. */
  readonly message: string | null;
  /** Since when some consumer has nothing that works; null if all have. RFC 3339. */
  readonly brokenSince: string | null;
  /** When an API server last let in all that consumers hold, as far as is known. RFC 3339; null for never. */
  readonly lastProof: string | null;
  /** The outage that was mended. */
  readonly mended: Mended | null;
  /** Days left of what consumers hold, floored; null if unknown. */
  readonly daysLeft: number | null;
  /** The level: the step reached, 0 once consumers have nothing usable; null above 180 days. */
  readonly step: AlarmStep | null;
  /** One sentence for people, in English. */
  readonly detail: string;
  readonly remedy: string | null;
  /**
   * Whose name the key of its incident holds, if not the channel's own: it was opened under that one, and goes on so.
   * Null for none; see `Notifier.incidents`.
   */
  readonly openedBy?: string | null;
}

/** An alarm for one notifier, and what to remember once it was sent: null for nothing. */
export interface DueAlarm {
  readonly alarm: Alarm;
  readonly mark: string | null;
}

/**
 * What one notifier has not been sent yet: new trouble, trouble that reached the next level or became worse,
 * what is over, and outages that were fixed. Unchanged trouble is not repeated until consumers have nothing left.
 */
export function alarmsFor(
  notifier: string,
  standings: Standings,
  now: Date,
  hearing: Hearing = {},
): readonly DueAlarm[] {
  return [...standings.values()]
    .filter(({ key }) => key !== notifierKey(notifier))
    .flatMap((standing) => {
      const told = standing.told[notifier] ?? null;
      const due = dueAlarm(standing, told, { now, ...hearing });
      return due === null ? [] : [{ due, told: repeated(told, due) }];
    })
    .toSorted((left, right) => byNews(left, right) || byUrgency(left.due, right.due))
    .map(({ due }) => due);
}

/** How one channel's memory is written. */
interface Hearing {
  readonly seal?: Seal | undefined;
  /** See `Notifier.incidents`. */
  readonly incidents?: string | undefined;
}

/** A mark as it is remembered of one standing: another one counts as not sent. */
export type Seal = (key: string, mark: string) => string;

/** The mark of what a run may have told that could not remember it. */
export const notRemembered = 'not remembered';

const unsealed: Seal = (_, mark) => mark;

/** Made with what only the channel and whoever runs the rotation know: who writes into the memory cannot silence it. */
export function sealWith(secret: string): Seal {
  return (key, mark) => {
    const seal = createHmac('sha256', secret)
      .update(JSON.stringify([key, mark]))
      .digest('base64url');
    return `${mark} ${seal.slice(0, 22)}`;
  };
}

/** The standings after a notifier was sent these. */
export function afterNotifying(standings: Standings, notifier: string, told: readonly DueAlarm[]): Standings {
  const marks = new Map(told.map(({ alarm, mark }) => [alarm.key, mark]));
  const after = (standing: Standing): Standing => {
    const mark = marks.get(standing.key);
    if (mark === undefined) return standing;
    const { [notifier]: _before, ...others } = standing.told;
    return { ...standing, told: mark === null ? others : { ...others, [notifier]: mark } };
  };
  return new Map([...standings].map(([key, standing]) => [key, after(standing)]));
}

interface Ordered {
  readonly due: DueAlarm;
  /** When the channel heard the same last; empty if it is news. */
  readonly told: string;
}

/** What ended is told daily: who has not heard of it yet comes before who hears it again, longest ago first. */
function repeated(told: string | null, { alarm }: DueAlarm): string {
  const [, day = ''] = / 0 ([0-9]{4}-[0-9]{2}-[0-9]{2})/.exec(told ?? '') ?? [];
  return alarm.step === 0 ? day : '';
}

function byNews(left: Ordered, right: Ordered): number {
  if (left.told === right.told) return 0;
  return left.told < right.told ? -1 : 1;
}

function dueAlarm(
  standing: Standing,
  told: string | null,
  { now, seal = unsealed, incidents }: Hearing & { readonly now: Date },
): DueAlarm | null {
  const own = incidents ?? null;
  const openedBy = told !== null && isOpenIn(told) ? ownerIn(told) : own;
  const flag = openedBy === own ? {} : { openedBy };
  const writeAs = (owner: string | null) => (mark: string) =>
    seal(standing.key, owner === null ? mark : `${mark} @${owner}`);
  const write = writeAs(openedBy);
  const notice = noticeOf(standing, now);
  if (notice !== null) {
    const said = told === null ? null : markIn(told);
    const isTold = said !== null && write(said) === told && notice.isTold(said);
    return isTold
      ? null
      : { alarm: { ...alarmOf(standing, notice, now), ...flag }, mark: write(notice.mark) };
  }
  const { mended, condition, goneBecause } = standing;
  if (mended !== null && goneBecause === null) {
    const mark = `mended ${mended.until}`;
    if (told !== null && told === writeAs(ownerIn(told))(mark)) return null;
    return { alarm: { ...mendedAlarm(standing, mended), ...flag }, mark: writeAs(own)(mark) };
  }
  const isOver = goneBecause !== null || condition?.state === 'ready';
  if (told === null || !isOver) return null;
  return told.startsWith('mended ')
    ? null
    : { alarm: { ...resolvedAlarm(standing, now), ...flag }, mark: null };
}

/** A notice's mark in what is remembered of it; without a day in what older versions kept. */
function markIn(told: string): string | null {
  return /^[A-Za-z]+ (-|[0-9]+)( [0-9]{4}-[0-9]{2}-[0-9]{2})?(?= |$)/.exec(told)?.[0] ?? null;
}

/** Whose name the key of the incident holds that was told so. */
function ownerIn(told: string): string | null {
  return / @(\S+)/.exec(told)?.[1] ?? null;
}

/** Whether a channel that was told this has an incident open. */
export function isOpenIn(told: string): boolean {
  return !told.startsWith('mended ') && told !== notRemembered;
}

function about({ key, label, cluster, clusterId, region, identity, holder }: Standing) {
  return { key, label, cluster, clusterId, region, identity, holder };
}

function causeOf({ condition, outage }: Standing) {
  return {
    reason: outage?.code ?? condition?.reason ?? null,
    message: outage?.message ?? condition?.message ?? null,
    brokenSince: condition?.brokenSince ?? null,
    lastProof: condition?.lastProof ?? null,
    mended: null,
  };
}

function alarmOf(standing: Standing, { kind, step }: StandingNotice, now: Date): Alarm {
  const heldUntil = standing.condition?.heldUntil ?? standing.outage?.until ?? null;
  const left = heldUntil === null ? null : daysLeft(new Date(heldUntil), now);
  return {
    ...about(standing),
    ...causeOf(standing),
    kind,
    daysLeft: left,
    step,
    ...textsOf(standing, kind, left),
  };
}

function textsOf(standing: Standing, kind: StandingNotice['kind'], left: number | null) {
  const { condition, outage, label } = standing;
  if (outage !== null) return { detail: `${label}: ${outage.message}`, remedy: outage.remedy };
  if (kind === 'heldByOther' || kind === 'orphaned') return othersTexts(standing, kind, left);
  const isUsed = condition !== null && condition.reason !== 'ClusterNotOurs';
  const ends = isUsed ? `; ${consumersText(condition, left)}` : '';
  return { detail: `${label}: ${condition?.message ?? kind}${ends}`, remedy: condition?.remedy ?? null };
}

function othersTexts(standing: Standing, kind: 'heldByOther' | 'orphaned', left: number | null) {
  const { holder, identity, cluster, clusterId } = standing;
  const who = holder ?? identity ?? '';
  const detail = `${who} holds a kubeconfig of ${cluster} that ${endText(left)}`;
  const remedy =
    kind === 'orphaned'
      ? `Remove what is left of it: ${shell`ackring clean --user ${identity ?? ''} --cluster ${clusterId ?? ''}`}`
      : `Tell ${who} to renew it: ${shell`ackring get ${clusterId ?? ''} --long-term`}`;
  return { detail, remedy };
}

function consumersText({ brokenSince }: Condition, left: number | null): string {
  if (brokenSince !== null) return 'some consumer has nothing that works';
  return left === null ? 'what consumers have is not known' : `what consumers have ${endText(left)}`;
}

function endText(left: number | null): string {
  if (left === null) return 'ends at a time nobody knows';
  if (left < 0) return left === -1 ? 'ended within the last day' : `ended ${-left} days ago`;
  return left === 1 ? 'ends in 1 day' : `ends in ${left} days`;
}

const nothingLeft = {
  daysLeft: null,
  step: null,
  remedy: null,
  reason: null,
  message: null,
  brokenSince: null,
  mended: null,
};

/** That it is over, as a run with this instant can say it. */
export function resolvedAlarm(standing: Standing, now: Date): Alarm {
  const { goneBecause, condition, label } = standing;
  const lastProof = condition?.lastProof ?? null;
  const over = { ...about(standing), ...nothingLeft, lastProof, kind: 'resolved' } as const;
  if (standing.key === memoryKey) {
    const detail = `over: ${label} (what is still open of what was told without it is told anew)`;
    return { ...over, reason: 'Remembered', detail };
  }
  if (goneBecause === null && isUnproven(standing, now)) {
    const known =
      lastProof === null
        ? 'whether what consumers have works is not known, no API server is known to have let in all of it'
        : `all that consumers have was last known to be let in on ${minute(lastProof)}; whether it works now is not known`;
    return { ...over, reason: 'Unproven', detail: `${label}: the failure is over; ${known}` };
  }
  const why = goneBecause === null || condition === null ? '' : ` (${goneBecause})`;
  return { ...over, reason: why === '' ? null : 'Gone', detail: `over: ${label}${why}` };
}

/**
 * A channel may hear of an end runs after it was proven, and a failure may end without a trial: only what was let in
 * in this run works now. What others hold is tried by nobody here: that they have a later one is all there is to know.
 */
function isUnproven({ condition, holder }: Standing, now: Date): boolean {
  if (condition === null || holder !== null) return false;
  return condition.lastProof === null || new Date(condition.lastProof) < now;
}

/** True whenever it is heard: a channel that refused for days hears it late. */
function mendedAlarm(standing: Standing, mended: Mended): Alarm {
  const { cause, from, until } = mended;
  const span =
    from === null ? `until ${minute(until)}` : `at some time between ${minute(from)} and ${minute(until)}`;
  const lastProof = standing.condition?.lastProof ?? null;
  const detail = `${standing.label}: what consumers had stopped working (${cause}) ${span}; a working one was in place again then`;
  return { ...about(standing), ...nothingLeft, lastProof, kind: 'mended', mended, detail };
}

function minute(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function byUrgency({ alarm: left }: DueAlarm, { alarm: right }: DueAlarm): number {
  return urgency(left) - urgency(right) || (left.key < right.key ? -1 : 1);
}

function urgency({ kind, step }: Alarm): number {
  if (kind === 'resolved') return 1_001;
  if (kind === 'mended') return 1_000;
  return kind === 'outage' ? -1 : (step ?? 500);
}
