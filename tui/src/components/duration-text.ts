import type { Messages } from '../messages/messages.js';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in its largest unit, floored: `912 d`, `7 h`, `25 min`, `12 s`. */
export function durationText(lengthMs: number, { units }: Messages): string {
  const sizeMs = Math.abs(lengthMs);
  const sign = lengthMs < 0 ? '−' : '';
  if (sizeMs >= dayMs) return sign + units.days(Math.floor(sizeMs / dayMs));
  if (sizeMs >= hourMs) return sign + units.hours(Math.floor(sizeMs / hourMs));
  if (sizeMs >= minuteMs) return sign + units.minutes(Math.floor(sizeMs / minuteMs));
  return sign + units.seconds(Math.floor(sizeMs / secondMs));
}
