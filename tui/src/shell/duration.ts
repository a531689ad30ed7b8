import { isTemporaryLife } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { usageError } from './command.js';

const minutesByUnit: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** `30m`, `8h`, `3d` as minutes. Throws UsageInvalid outside the cloud's 15 minutes to 3 days. */
export function parseTemporaryDuration(text: string): number {
  const minutes = minutesOf(text);
  if (isTemporaryLife(minutes)) return minutes;
  throw usageError(
    Number.isNaN(minutes)
      ? say('"{text}" is not a duration', { text })
      : say('"{text}" is not between 15 minutes and 3 days', { text }),
    say('Give a duration such as 30m, 8h or 3d.'),
  );
}

/** `30m`, `8h`, `3d` back from now, as milliseconds. Throws UsageInvalid for anything else, including nothing. */
export function parseSpan(text: string): number {
  const minutes = minutesOf(text);
  if (minutes > 0) return minutes * 60_000;
  throw usageError(
    say('"{text}" is not a duration', { text }),
    say('Give a duration such as 30m, 8h or 3d.'),
  );
}

/** NaN if it is not a duration. */
function minutesOf(text: string): number {
  const match = /^(?<count>[0-9]{1,6})(?<unit>[mhd])$/.exec(text);
  return Number(match?.groups?.['count']) * (minutesByUnit[match?.groups?.['unit'] ?? ''] ?? Number.NaN);
}
