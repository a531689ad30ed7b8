import type { Messages } from '../../messages/messages.js';

/** An instant on the reader's own clock, with its zone: `2027-05-26 15:05 GMT+9`. */
export function localTime(instant: Date, timeZone: string): string {
  return partsOf(instant, timeZone, (part) => {
    const date = `${part('year')}-${part('month')}-${part('day')}`;
    return `${date} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
  });
}

function partsOf(
  instant: Date,
  timeZone: string,
  join: (part: (type: Intl.DateTimeFormatPartTypes) => string) => string,
): string {
  const parts = new Map<Intl.DateTimeFormatPartTypes, string>(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return join((type) => parts.get(type) ?? '');
}

/** Only the time of the day, to the second, on the reader's own clock. */
export function localSecond(instant: Date, timeZone: string): string {
  return partsOf(instant, timeZone, (part) => `${part('hour')}:${part('minute')}:${part('second')}`);
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
    ...(timeZone === '' ? {} : { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  formats.set(timeZone, format);
  return format;
}

const secondMs = 1000;

const minuteMs = 60 * secondMs;

const quarterMs = 15 * minuteMs;

const hourMs = 60 * minuteMs;

const dayMs = 24 * hourMs;

/** A length of time in its largest unit, floored: `912 d`, `7 h`, `25 min`, `12 s`. */
export function durationText(lengthMs: number, { units }: Messages): string {
  const sizeMs = Math.abs(lengthMs);
  const sign = lengthMs < 0 ? '−' : '';
  // For past times, as in `daysLeft`: one and a half days ago are −2 d.
  if (sizeMs >= dayMs) return sign + units.days(Math.abs(Math.floor(lengthMs / dayMs)));
  if (sizeMs >= hourMs) return sign + units.hours(Math.floor(sizeMs / hourMs));
  if (sizeMs >= minuteMs) return sign + units.minutes(Math.floor(sizeMs / minuteMs));
  return sign + units.seconds(Math.floor(sizeMs / secondMs));
}

/** A chosen duration for people: `30 min`, `8 h`, `3 d`. */
export function minutesLabel(minutes: number, { units }: Messages): string {
  if (minutes % 1440 === 0) return units.days(minutes / 1440);
  return minutes % 60 === 0 ? units.hours(minutes / 60) : units.minutes(minutes);
}
