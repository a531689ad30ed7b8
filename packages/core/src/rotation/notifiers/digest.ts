import { visible } from '../../words/visible.js';
import type { Alarm } from '../alarm/alarm.js';
import type { Notice } from '../alarm/notifier.js';
import { shortened } from './fit.js';
import { en } from './texts/en.js';
import { ja } from './texts/ja.js';
import type { Language, Texts } from './texts/texts.js';
import { zh } from './texts/zh.js';

/** A notice as people read it, in their language: plain text, in which nothing is escaped for any channel yet. */
export interface Digest {
  readonly title: string;
  /** The most urgent first. */
  readonly entries: readonly DigestEntry[];
  readonly summary: string;
  leftOut(count: number): string;
}

export interface DigestEntry {
  readonly mark: '✕' | '!' | '✓';
  readonly text: string;
  readonly remedy: string | null;
}

const textsOf: Readonly<Record<Language, Texts>> = { en, ja, zh };

/** A sentence holds names and what servers said: longer than this, nobody reads it to its end. */
const longest = 600;

export function digestOf(notice: Notice, language: Language): Digest {
  const texts = textsOf[language];
  return {
    title: plain(texts.title(tallyOf(notice.alarms))),
    entries: notice.alarms.map((alarm) => entryOf(alarm, texts)),
    summary: plain(texts.summary(notice.counts, notice.runId)),
    leftOut: texts.leftOut,
  };
}

/** An alarm as one line of a digest. */
function entryOf(alarm: Alarm, texts: Texts): DigestEntry {
  const remedy = texts.remedy(alarm);
  return {
    mark: marks[alarm.kind],
    text: plain(texts.alarm(alarm)),
    remedy: remedy === null ? null : plain(remedy),
  };
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
