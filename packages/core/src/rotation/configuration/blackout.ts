import * as v from 'valibot';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const example = '"2026-12-24T00:00:00Z"';

const instant = v.pipe(
  v.string(demand(say('must be an RFC 3339 instant in quotes, such as {example}', { example }))),
  v.isoTimestamp(demand(say('must be an RFC 3339 instant, such as {example}', { example }))),
);

const timeOfDay = v.pipe(
  v.string(),
  v.regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, demand(say('must be a time such as "18:30"'))),
);

const timeZone = v.pipe(
  v.string(),
  v.check(isTimeZone, demand(say('is not a time zone name, such as "Asia/Shanghai"'))),
);

/** When no credential is renewed: between two instants, or at hours of certain weekdays in a time zone. */
export const blackoutSchema = v.union(
  [
    v.strictObject({ from: instant, to: instant }),
    v.strictObject({
      weekdays: v.pipe(v.array(v.picklist(weekdays)), v.minLength(1)),
      from: v.optional(timeOfDay, '00:00'),
      to: v.optional(timeOfDay, '00:00'),
      timeZone: v.optional(timeZone, 'UTC'),
    }),
  ],
  demand(
    say('a blackout is {instants} as two instants, or {hours}', {
      instants: '{from, to}',
      hours: '{weekdays: [sat, sun], from: "HH:MM", to: "HH:MM", timeZone}',
    }),
  ),
);

export type Blackout = v.InferOutput<typeof blackoutSchema>;

/** True if a blackout covers the instant; `to` is exclusive. */
export function isBlackedOut(blackouts: readonly Blackout[], now: Date): boolean {
  return blackouts.some((blackout) => covers(blackout, now));
}

function covers(blackout: Blackout, now: Date): boolean {
  if (!('weekdays' in blackout)) {
    return Date.parse(blackout.from) <= now.getTime() && now.getTime() < Date.parse(blackout.to);
  }
  const { weekday, minutes } = localTime(now, blackout.timeZone);
  const from = minutesOf(blackout.from);
  const to = minutesOf(blackout.to);
  const yesterday = weekdays[(weekdays.indexOf(weekday) + 6) % 7] ?? 'sun';
  if (from < to) return blackout.weekdays.includes(weekday) && from <= minutes && minutes < to;
  // Hours that pass midnight: the evening belongs to the named day, the small hours to the day before.
  return (
    (blackout.weekdays.includes(weekday) && from <= minutes) ||
    (blackout.weekdays.includes(yesterday) && minutes < to)
  );
}

function localTime(now: Date, zone: string): { weekday: (typeof weekdays)[number]; minutes: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const name = (parts.get('weekday') ?? 'Sun').toLowerCase();
  const weekday = weekdays.find((day) => day === name) ?? 'sun';
  return { weekday, minutes: minutesOf(`${parts.get('hour')}:${parts.get('minute')}`) };
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
