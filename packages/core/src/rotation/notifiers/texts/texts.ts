import type { ErrorCode } from '../../../words/errors.js';
import type { Alarm } from '../../alarm/alarm.js';
import { dismissalOf, isOnlyWatched } from '../../ledger/condition.js';
import type { RotationCounts } from '../../report/report.js';

/** The counts in a notice. */
export interface Tally {
  /** Kubeconfigs that need attention. */
  readonly open: number;
  /** Regions, identities, sinks and notifiers that failed as a whole. */
  readonly outages: number;
  /** Resolved or mended. */
  readonly over: number;
  /** Whole days left of the nearest open one, negative once it has ended; null if unknown. */
  readonly nearest: number | null;
}

/** The texts of notices in one language. Plain text: each channel escapes it as it must. */
export interface Texts {
  /** One line: what a phone shows. */
  title(tally: Tally): string;
  /** One sentence, or a few. */
  alarm(alarm: Alarm): string;
  /** What to do now; null if nothing. */
  remedy(alarm: Alarm): string | null;
  /** `run` names the function too, if there is one. */
  summary(counts: RotationCounts, run: string): string;
  leftOut(count: number): string;
}

/** Reasons of conditions that are not error codes. */
export type ConditionReason =
  | 'ClusterExcluded'
  | 'ClusterNotListed'
  | 'ClusterGone'
  | 'HolderNotConfigured'
  | 'PlaceLeft'
  | 'AwaitsProof'
  | 'ClusterNotServing'
  | 'ClusterNotOurs'
  | 'NoEndpointForAccess'
  | 'PermissionsRemoved'
  | 'NotSeen'
  | 'NotIssuedYet'
  | 'HeldBackBySpread'
  | 'HeldBackByBlackout'
  | 'deadline'
  | 'halted'
  | 'cancelled';

/** Each reason in a few words, without punctuation at the end. */
export type ReasonWords = Readonly<Record<ErrorCode | ConditionReason, string>>;

/**
 * What to do about each, as a sentence without punctuation at the end; the command that ends what is only watched follows
 * it. What is held back by plan needs nothing.
 */
export type RemedyWords = Readonly<
  Record<Exclude<keyof ReasonWords, 'HeldBackBySpread' | 'HeldBackByBlackout'>, string>
>;

/** In the team's language, followed by the original names and commands, in English. */
export function remedyIn(words: RemedyWords, { kind, reason, remedy, key }: Alarm): string | null {
  const known: Readonly<Record<string, string>> = words;
  const own = reason !== null && Object.hasOwn(known, reason) ? (known[reason] ?? null) : null;
  if (own === null || kind === 'mended' || kind === 'resolved') return remedy;
  if (isOnlyWatched({ reason: reason ?? '' })) return `${own}：${dismissalOf(key)}`;
  const isSpecific = remedy !== null && (kind === 'failing' || kind === 'outage');
  return isSpecific ? `${own}（${remedy}）` : own;
}

export function reasonIn(words: ReasonWords, reason: string | null): string | null {
  if (reason === null) return null;
  const known: Readonly<Record<string, string>> = words;
  return Object.hasOwn(known, reason) ? (known[reason] ?? reason) : reason;
}

/** To the minute, such as `2026-03-01 04:00 UTC`. */
export function minuteOf(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** Alarms contain their own English sentences: logs and webhooks use them too. */
export const en: Texts = {
  title: (tally) => `ackring: ${titleParts(tally).join('; ')}`,
  alarm: (alarm) => `${alarm.detail}${alarm.region === null ? '' : ` (${alarm.region})`}`,
  remedy: ({ remedy }: Alarm) => remedy,
  summary: ({ renewed, delivered, failed, deferred }, run) =>
    `${renewed} renewed, ${delivered} delivered, ${failed} failed, ${deferred} deferred · run ${run}`,
  leftOut: (count) => `… and ${count} more: see the report`,
};

function titleParts({ open, outages, over, nearest }: Tally): string[] {
  const ends = nearest === null ? '' : `, the nearest ${nearestText(nearest)}`;
  return [
    ...(open === 0 ? [] : [`${counted(open, 'kubeconfig needs', 'kubeconfigs need')} attention${ends}`]),
    ...(outages === 0 ? [] : [`${counted(outages, 'part', 'parts')} of the rotation failed`]),
    ...(open + outages === 0 ? [`${over} resolved`] : []),
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function nearestText(days: number): string {
  if (days < 0) return days === -1 ? 'ended within the last day' : `ended ${-days} days ago`;
  if (days === 0) return 'ends within a day';
  return `ends in ${counted(days, 'day', 'days')}`;
}
