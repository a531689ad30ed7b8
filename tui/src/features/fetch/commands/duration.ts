import { AckringError, isTemporaryLife } from '@ackring/core/words';

const minutesByUnit: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** `30m`, `8h`, `3d` as minutes. Throws UsageInvalid outside the cloud's 15 minutes to 3 days. */
export function parseTemporaryDuration(text: string): number {
  const minutes = minutesOf(text);
  if (isTemporaryLife(minutes)) return minutes;
  const problem = Number.isNaN(minutes) ? 'is not a duration' : 'is outside 15 minutes to 3 days';
  throw new AckringError('UsageInvalid', `"${text}" ${problem}`, {
    remedy: 'Give a duration such as 30m, 8h or 3d.',
  });
}

/** `30m`, `8h`, `3d` back from now, as milliseconds. Throws UsageInvalid for anything else, and for none at all. */
export function parseSpan(text: string): number {
  const minutes = minutesOf(text);
  if (minutes > 0) return minutes * 60_000;
  throw new AckringError('UsageInvalid', `"${text}" is not a span of time`, {
    remedy: 'Give a span such as 30m, 8h or 3d.',
  });
}

/** NaN for what is no duration. */
function minutesOf(text: string): number {
  const match = /^(?<count>[0-9]{1,6})(?<unit>[mhd])$/.exec(text);
  return Number(match?.groups?.['count']) * (minutesByUnit[match?.groups?.['unit'] ?? ''] ?? Number.NaN);
}
