import { visible } from '../../words/visible.js';
import type { Alarm } from '../alarm/alarm.js';
import type { Notice } from '../alarm/notifier.js';
import type { Language } from '../plug-in/plug-in.js';
import { type Texts, texts } from './texts/texts.js';

/** A notice as people read it, in their language: plain text, not yet escaped for any channel. */
export interface Digest {
  readonly title: string;
  /** The most urgent first. */
  readonly entries: readonly DigestEntry[];
  readonly summary: string;
  leftOut(count: number): string;
}

export interface DigestEntry {
  readonly alarm: Alarm;
  readonly mark: '✕' | '!' | '✓' | '·';
  readonly text: string;
  readonly remedy: string | null;
}

/** A sentence contains names and error messages: nobody reads a longer one. */
const longest = 600;

export function digestOf(notice: Notice, language: Language): Digest {
  const own = texts[language];
  return {
    title: plain(own.title(tallyOf(notice.alarms))),
    entries: notice.alarms.map((alarm) => entryOf(alarm, own)),
    summary: plain(own.summary(notice.counts, runOf(notice))),
    leftOut: own.leftOut,
  };
}

/** Channels are shared: each message shows which function speaks. Robots take an `@` for somebody to call. */
function runOf({ function: name, runId }: Notice): string {
  return name === null ? runId : `${runId} · ${name.replace('@', ' · ')}`;
}

/** An alarm as one line of a digest. */
function entryOf(alarm: Alarm, own: Texts): DigestEntry {
  const remedy = own.remedy(alarm);
  return {
    alarm,
    mark: isOnlyOff(alarm) ? '·' : marks[alarm.kind],
    text: plain(own.alarm(alarm)),
    remedy: remedy === null ? null : plain(remedy),
  };
}

/** Nobody says any more that it is in trouble, and nothing shows that it is well. */
function isOnlyOff({ kind, reason }: Alarm): boolean {
  return kind === 'resolved' && (reason === 'Unproven' || reason === 'Gone');
}

const marks: Readonly<Record<Alarm['kind'], DigestEntry['mark']>> = {
  failing: '✕',
  blocked: '✕',
  outage: '✕',
  pending: '!',
  heldByOther: '!',
  orphaned: '!',
  mended: '✓',
  resolved: '✓',
};

function tallyOf(alarms: readonly Alarm[]) {
  const over = alarms.filter(({ kind }) => kind === 'resolved' || kind === 'mended').length;
  const outages = alarms.filter(({ kind }) => kind === 'outage').length;
  const days = alarms.flatMap(({ daysLeft }) => daysLeft ?? []);
  const nearest = days.length === 0 ? null : days.reduce((least, each) => Math.min(least, each));
  return { open: alarms.length - over - outages, outages, over, nearest };
}

/** Names come from the cloud: shown as they are, on one line. */
function plain(text: string): string {
  return shortened(visible(text.replace(/\s*\n\s*/g, ' ')), longest);
}

/** The entries that fit, and how many did not. */
interface Fitted {
  readonly body: string;
  readonly leftOut: number;
}

/**
 * The body with as many whole entries as stay within the limit, the first ones first. `bodyOf` states how many were
 * left out, `sizeOf` measures it as the receiver does. A body without entries is taken as it is.
 */
export function fitted<Entry>(
  entries: readonly Entry[],
  { limit, sizeOf, bodyOf }: FitOptions<Entry>,
): Fitted {
  const bodyWith = (count: number) => bodyOf(entries.slice(0, count), entries.length - count);
  let [fits, tooMany] = [0, entries.length + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (sizeOf(bodyWith(middle)) <= limit) fits = middle;
    else tooMany = middle;
  }
  return { body: bodyWith(fits), leftOut: entries.length - fits };
}

interface FitOptions<Entry> {
  readonly limit: number;
  sizeOf(body: string): number;
  bodyOf(entries: readonly Entry[], leftOut: number): string;
}

/** The last ones, for which there is no room. */
export function lastAlarms({ alarms }: Notice, { leftOut }: Pick<Fitted, 'leftOut'>): readonly Alarm[] {
  return alarms.slice(alarms.length - leftOut);
}

/** Bytes in UTF-8, as most receivers count. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text of at most `most` UTF-16 units, cut between grapheme clusters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length >= most) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}
