import type { Moment } from '@ackring/core/words';
import type { Messages } from './messages.js';

/** An instant on the reader's own clock, with its zone: `2027-05-26 15:05 GMT+9`. */
export function localTime(instant: Date, timeZone: string): string {
  const offset = offsetAt(instant, timeZone);
  return `${isoAt(instant, offset).slice(0, 16).replace('T', ' ')} ${zoneName(offset)}`;
}

/** The same in a column that may have no room for the zone: then it is omitted, since it is the reader's own. */
export function fittedTime(instant: Date, timeZone: string, width: number): string {
  const text = localTime(instant, timeZone);
  return text.length > width ? text.slice(0, 16) : text;
}

/** What a sentence of core says of time, on the clock of this machine. */
export function momentText(moment: Moment): string {
  if ('instant' in moment) return localTime(new Date(moment.instant), '');
  return localDay(new Date(moment.dayOf), '');
}

/** The same to the second: `2027-05-26 15:05:31 GMT+9`. */
export function localTimeToSecond(instant: Date, timeZone: string): string {
  const zone = localTime(instant, timeZone).slice(16);
  return `${localDay(instant, timeZone)} ${localSecond(instant, timeZone)}${zone}`;
}

/** Only the time of the day, to the second, on the reader's own clock. */
export function localSecond(instant: Date, timeZone: string): string {
  return isoAt(instant, offsetAt(instant, timeZone)).slice(11, 19);
}

/** What a clock shows that is `offset` minutes ahead of UTC. */
function isoAt(instant: Date, offset: number): string {
  return new Date(instant.getTime() + offset * minuteMs).toISOString();
}

/** By its distance from UTC: the short names of zones are ambiguous, and of half of them there are none. */
function zoneName(offset: number): string {
  if (offset === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `GMT${offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}

/**
 * Minutes that the clock of a zone is ahead of UTC. The machine's own is known without `Intl`, which takes 10 ms to
 * load: half of what a short command may take.
 */
function offsetAt(instant: Date, timeZone: string): number {
  if (timeZone === '') return -instant.getTimezoneOffset();
  if (timeZone === 'UTC') return 0;
  const parts = formatOf(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return (shown - Math.floor(instant.getTime() / minuteMs) * minuteMs) / minuteMs;
}

/** Only the day, on the reader's own clock. Computed once per day: a large fleet ends on a thousand of them. */
export function localDay(instant: Date, timeZone: string): string {
  const time = instant.getTime();
  const { before, midnight, after } = dayTurn(Math.floor(time / dayMs), timeZone);
  return time < midnight ? before : after;
}

/** The two local days that one UTC day covers, and the instant at which the second begins. */
interface DayTurn {
  readonly before: string;
  readonly midnight: number;
  readonly after: string;
}

const turns = new Map<string, DayTurn>();

function dayTurn(day: number, timeZone: string): DayTurn {
  const key = `${day} ${timeZone}`;
  const known = turns.get(key);
  if (known !== undefined) return known;
  const dayAt = (time: number): string => localTime(new Date(time), timeZone).slice(0, 10);
  const start = day * dayMs;
  const [before, after] = [dayAt(start), dayAt(start + dayMs - 1)];
  // Midnight is on a quarter of an hour of UTC everywhere: the last one known to be before it, and one known to be
  // after.
  let [low, high] = [0, before === after ? 0 : dayMs / quarterMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayAt(start + middle * quarterMs) === before) low = middle;
    else high = middle;
  }
  const turn = { before, midnight: start + high * quarterMs, after };
  turns.set(key, turn);
  return turn;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

const secondMs = 1000;

const minuteMs = 60 * secondMs;

const quarterMs = 15 * minuteMs;

const hourMs = 60 * minuteMs;

const dayMs = 24 * hourMs;

/**
 * A length of time in its largest unit, floored: `912 d`, `7 h`, `25 min`, `12 s`. Below a day it takes what lacks half
 * a minute for whole: what was given for 8 h has lost seconds by the time that it is told.
 */
export function durationText(lengthMs: number, { units }: Messages): string {
  const sizeMs = Math.abs(lengthMs);
  const sign = lengthMs < 0 ? '−' : '';
  // For past times, as in `daysLeft`: one and a half days ago are −2 d.
  if (sizeMs >= dayMs) return sign + units.days(Math.abs(Math.floor(lengthMs / dayMs)));
  const roundedMs = sizeMs < minuteMs ? sizeMs : sizeMs + minuteMs / 2;
  // One that was just fetched for eight hours has eight, not seven.
  if (roundedMs >= hourMs) return sign + units.hours(Math.floor((sizeMs + 5 * minuteMs) / hourMs));
  if (roundedMs >= minuteMs) return sign + units.minutes(Math.floor(roundedMs / minuteMs));
  return sign + units.seconds(Math.floor(sizeMs / secondMs));
}

/** A chosen duration for people: `30 min`, `8 h`, `3 d`. */
export function minutesLabel(minutes: number, { units }: Messages): string {
  if (minutes % 1440 === 0) return units.days(minutes / 1440);
  return minutes % 60 === 0 ? units.hours(minutes / 60) : units.minutes(minutes);
}
