import type { ErrorCode } from '../../../words/errors.js';
import type { Alarm } from '../../alarm/alarm.js';
import type { RotationCounts } from '../../report/report.js';

/** How many of what a notice tells. */
export interface Tally {
  /** Kubeconfigs that somebody must look at. */
  readonly open: number;
  /** Regions, identities, sinks and notifiers that failed as a whole. */
  readonly outages: number;
  /** Resolved or mended. */
  readonly over: number;
  /** Whole days that the nearest of the open still lasts, negative once it has ended; null where nobody knows. */
  readonly nearest: number | null;
}

/** What notices say, in one language. Plain text: each channel escapes it as it must. */
export interface Texts {
  /** One line: what a phone shows. */
  title(tally: Tally): string;
  /** One sentence, or a few. */
  alarm(alarm: Alarm): string;
  /** What to do now; null where nothing has to be done. */
  remedy(alarm: Alarm): string | null;
  summary(counts: RotationCounts, runId: string): string;
  leftOut(count: number): string;
}

/** Reasons of conditions that are no error's code. */
export type ConditionReason =
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

/** What each reason means, in a few words without an end mark. */
export type ReasonWords = Readonly<Record<ErrorCode | ConditionReason, string>>;

/** What to do about each, as a sentence without an end mark. What is held back by plan needs nothing done. */
export type RemedyWords = Readonly<
  Record<Exclude<keyof ReasonWords, 'HeldBackBySpread' | 'HeldBackByBlackout'>, string>
>;

/** In the team's language, and behind it what was met brings of its own: names and commands, in English. */
export function remedyIn(words: RemedyWords, { kind, reason, remedy }: Alarm): string | null {
  const known: Readonly<Record<string, string>> = words;
  const own = reason !== null && Object.hasOwn(known, reason) ? (known[reason] ?? null) : null;
  if (own === null || kind === 'mended' || kind === 'resolved') return remedy;
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
