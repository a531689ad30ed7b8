import type { Messages } from '../../messages/messages.js';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in its largest unit, floored: `912 d`, `7 h`, `25 min`, `12 s`. */
export function durationText(lengthMs: number, { units }: Messages): string {
  const sizeMs = Math.abs(lengthMs);
  const sign = lengthMs < 0 ? '−' : '';
  // Of what is over, as `daysLeft` has it: one and a half days ago are −2 d.
  if (sizeMs >= dayMs) return sign + units.days(Math.abs(Math.floor(lengthMs / dayMs)));
  if (sizeMs >= hourMs) return sign + units.hours(Math.floor(sizeMs / hourMs));
  if (sizeMs >= minuteMs) return sign + units.minutes(Math.floor(sizeMs / minuteMs));
  return sign + units.seconds(Math.floor(sizeMs / secondMs));
}

/** A chosen duration as it is spoken of: `30 min`, `8 h`, `3 d`. */
export function minutesLabel(minutes: number, { units }: Messages): string {
  if (minutes % 1440 === 0) return units.days(minutes / 1440);
  return minutes % 60 === 0 ? units.hours(minutes / 60) : units.minutes(minutes);
}
