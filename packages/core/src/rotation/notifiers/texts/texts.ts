import type { ErrorCode } from '../../../words/errors.js';
import { quoted, type Sentence, saying, toText } from '../../../words/say.js';
import { shell } from '../../../words/shell-word.js';
import type { Alarm } from '../../alarm/alarm.js';
import { dismissalOf, isOnlyWatched } from '../../ledger/condition.js';
import type { Language } from '../../plug-in/plug-in.js';
import type { RotationCounts } from '../../report/report.js';
import ja from './ja.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

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
type ConditionReason =
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

type Reason = ErrorCode | ConditionReason;

/** A language's file. */
interface Words {
  readonly sentences: Readonly<Record<keyof typeof ja.sentences, string>>;
  /** Each reason in a few words, without punctuation at the end. */
  readonly reasons: Readonly<Record<Reason, string>>;
  /**
   * What to do about each, without punctuation at the end; the command that ends what is only watched follows it. What
   * is held back by plan needs nothing.
   */
  readonly remedies: Readonly<Record<Exclude<Reason, 'HeldBackBySpread' | 'HeldBackByBlackout'>, string>>;
}

/** By language. Alarms contain their own English sentences: logs and webhooks use them too. */
export const texts: Readonly<Record<Language, Texts>> = {
  en: {
    ...counting({}),
    alarm: ({ detail, region }) => `${detail}${region === null ? '' : ` (${region})`}`,
    remedy: ({ remedy }) => remedy,
  },
  ja: translated(ja),
  zh: translated(zh),
};

function translated(words: Words): Texts {
  const told = (sentence: Sentence) => toText(sentence, words.sentences);
  return {
    ...counting(words.sentences),
    alarm: ({ label, region, ...alarm }) => {
      const facts = { label: ownText(label), sentence: alarmSentence(alarm, words) };
      return told(
        region === null
          ? say('{label}: {sentence}', facts)
          : say('{label} ({region}): {sentence}', { ...facts, region }),
      );
    },
    remedy: (alarm) => {
      const remedy = alarmRemedy(alarm, words);
      return remedy === null ? null : told(remedy);
    },
  };
}

const say = saying<keyof typeof ja.sentences>();

function counting(sentences: Readonly<Record<string, string>>): Pick<Texts, 'title' | 'summary' | 'leftOut'> {
  const told = (sentence: Sentence) => toText(sentence, sentences);
  return {
    title: (tally) => {
      const parts = titleParts(tally)
        .map(told)
        .join(told(say('; ')));
      return told(say('ackring: {parts}', { parts }));
    },
    summary: ({ renewed, delivered, failed, deferred }, run) =>
      told(
        say('{renewed} renewed, {delivered} delivered, {failed} failed, {deferred} deferred · run {run}', {
          ...{ renewed, delivered, failed, deferred },
          run,
        }),
      ),
    leftOut: (count) => told(say('… and {count} more: see the report', { count })),
  };
}

function titleParts({ open: count, outages, over, nearest }: Tally): readonly Sentence[] {
  const open =
    nearest === null
      ? say('{count} {count|kubeconfig needs|kubeconfigs need} attention', { count })
      : say('{count} {count|kubeconfig needs|kubeconfigs need} attention, the nearest {ends}', {
          ...{ count, ends: endSentence(nearest) },
        });
  return [
    ...(count === 0 ? [] : [open]),
    ...(outages === 0 ? [] : [say('{count} {count|part|parts} of the rotation failed', { count: outages })]),
    ...(count + outages === 0 ? [say('{count} resolved', { count: over })] : []),
  ];
}

function endSentence(days: number | null): Sentence {
  if (days === null) return say('its end is unknown');
  if (days === -1) return say('ended within the last day');
  if (days < 0) return say('ended {days} days ago', { days: -days });
  return days === 0 ? say('ends within a day') : say('ends in {days} {days|day|days}', { days });
}

function alarmSentence(alarm: Omit<Alarm, 'label' | 'region'>, words: Words): Sentence {
  const consumers = consumersSentence(alarm);
  const why = reasonIn(words, alarm.reason);
  const whole =
    alarm.message === null
      ? why
      : say('{reason} ({message})', { reason: why, message: ownText(alarm.message) });
  const holder = ownText(alarm.holder ?? alarm.identity ?? '');
  const ends = endSentence(alarm.daysLeft);
  switch (alarm.kind) {
    case 'failing':
      return say('it fails to be renewed: {why}. {consumers}', { why: whole, consumers });
    case 'blocked':
      return say('it cannot be renewed: {why}. {consumers}', { why, consumers });
    case 'pending':
      return say('it is due, and was not renewed: {why}. {consumers}', { why, consumers });
    case 'outage':
      return say('it fails: {why}.', { why: whole });
    case 'heldByOther':
      return say('the kubeconfig of {holder} {ends}.', { holder, ends });
    case 'orphaned':
      return say('the kubeconfig of nobody ({holder}) {ends}.', { holder, ends });
    case 'mended':
      return mendedSentence(alarm, words);
    case 'resolved':
      return resolvedSentence(alarm);
  }
}

function consumersSentence({
  brokenSince,
  daysLeft,
  reason,
}: Pick<Alarm, 'brokenSince' | 'daysLeft' | 'reason'>): Sentence | '' {
  if (reason === 'ClusterNotOurs') return '';
  if (brokenSince !== null) return say('some consumers have no kubeconfig that works.');
  return daysLeft === null
    ? say('when what consumers have ends is unknown.')
    : say('what consumers have {ends}.', { ends: endSentence(daysLeft) });
}

function mendedSentence({ mended }: Pick<Alarm, 'mended'>, words: Words): Sentence {
  if (mended === null) return say('it works again.');
  const until = minuteOf(mended.until);
  const span =
    mended.from === null
      ? say('until {until}', { until })
      : say('from {from} to {until}', { from: minuteOf(mended.from), until });
  return say(
    'what consumers have did not work {span} (the cause: {cause}), and was replaced then by what does.',
    { span, cause: reasonIn(words, mended.cause) },
  );
}

function resolvedSentence({ reason, lastProof }: Pick<Alarm, 'reason' | 'lastProof'>): Sentence {
  switch (reason) {
    case 'Gone':
      return say('it is not listed any more, and nothing more is told of it.');
    case 'Remembered':
      return say('it is over; what was told without a record and goes on is told again.');
    case 'Unproven':
      return lastProof === null
        ? say(
            'the failure is over; whether what consumers have works is unknown, since no API server is known to have accepted all of it.',
          )
        : say(
            'the failure is over; API servers accepted all that consumers have until {lastProof}, and whether it works now is unknown.',
            { lastProof: minuteOf(lastProof) },
          );
    default:
      return say('it is over.');
  }
}

/** In the team's language, followed by the original names and commands, in English. */
function alarmRemedy(alarm: Alarm, { remedies }: Words): Sentence | null {
  const { kind, reason, key } = alarm;
  const cluster = alarm.clusterId ?? '';
  if (kind === 'heldByOther') {
    const command = shell`ackring get ${cluster} --long-term`;
    return say('ask {holder} to renew it: {command}', {
      ...{ holder: ownText(alarm.holder ?? alarm.identity ?? ''), command },
    });
  }
  if (kind === 'orphaned') {
    const command = shell`ackring clean --user ${alarm.identity ?? ''} --cluster ${cluster}`;
    return say('remove what is left of it: {command}', { command });
  }
  const said = alarm.remedy === null ? null : ownText(alarm.remedy);
  const own = knownIn(remedies, reason);
  if (own === null || kind === 'mended' || kind === 'resolved') return said === null ? null : quoted(said);
  if (isOnlyWatched({ reason: reason ?? '' }))
    return say('{remedy}: {command}', { remedy: own, command: dismissalOf(key) });
  const isSpecific = said !== null && (kind === 'failing' || kind === 'outage');
  return isSpecific ? say('{reason} ({message})', { reason: own, message: said }) : quoted(own);
}

/** One without words yet is shown by its name. */
function reasonIn({ reasons }: Words, reason: string | null): string {
  return knownIn(reasons, reason) ?? reason ?? '';
}

function knownIn(words: Readonly<Record<string, string>>, reason: string | null): string | null {
  return reason !== null && Object.hasOwn(words, reason) ? (words[reason] ?? null) : null;
}

/** Names and messages from elsewhere, on one line. */
function ownText(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** To the minute, such as `2026-03-01 04:00 UTC`. */
function minuteOf(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
