import { withOutage } from '../ledger/fold.js';
import { memoryKey, type Standing, type Standings } from '../ledger/standing.js';
import type { KeptRun } from '../report/kept-runs.js';
import { memoryFailure } from '../report/report.js';
import { isOpenIn, notRemembered } from './alarm.js';

/** A pause that is longer than the usual one by half is one in which a run left nothing behind. */
const longerThanUsual = 1.6;
/** A timer's pauses are alike, but for a few. */
const regularPart = 0.8;
/** Whoever runs it by hand makes pauses of seconds. */
const leastGapMs = 3_600_000;

/**
 * Since when runs may have told something that nobody remembers: the last one said so, or ones after it could not even
 * keep a report. Null if none did. `runs` are those that were kept, newest first.
 */
export function forgottenSince(runs: readonly KeptRun[], now: Date): string | null {
  const [last] = runs;
  if (last === undefined) return null;
  return last.forgot === true || isAfterGap(runs, now) ? last.startedAt : null;
}

/** Whether the pause since the last one is longer than those before. */
export function isAfterGap(runs: readonly KeptRun[], now: Date): boolean {
  const starts = runs.map(({ startedAt }) => Date.parse(startedAt));
  const pauses = starts.slice(1).map((at, index) => (starts[index] ?? at) - at);
  const pause = now.getTime() - Math.max(...starts);
  return pause > Math.max(longestUsual(pauses), leastGapMs);
}

/** How long a usual pause may be; endless if they are of all lengths, or if there is none. */
function longestUsual(pauses: readonly number[]): number {
  const middle = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)];
  const longest = (middle ?? Number.POSITIVE_INFINITY) * longerThanUsual;
  const isRegular = pauses.filter((pause) => pause <= longest).length >= regularPart * pauses.length;
  return isRegular ? longest : Number.POSITIVE_INFINITY;
}

/** The ledger with what runs without it may have told since then: each channel hears its end. */
export function recollected(
  standings: Standings,
  since: string | null,
  channels: readonly string[],
): Standings {
  if (since === null || channels.length === 0) return standings;
  const outage = { code: 'ResponseUnreadable', message: 'runs had no memory', remedy: '', since } as const;
  const told = Object.fromEntries(channels.map((channel) => [channel, notRemembered]));
  const known = standings.get(memoryKey);
  const standing = withOutage(memoryKey, memoryFailure, outage, known);
  return new Map(standings).set(memoryKey, { ...standing, told: { ...told, ...standing.told } });
}

/**
 * The ledger where a later one may lie in a store that cannot be read: what it has as told may have ended since, and have
 * begun anew. What is open is told again, and of what is not each channel hears the end.
 */
export function doubted(standings: Standings): Standings {
  return new Map(
    [...standings].map(([key, standing]) => [key, { ...standing, told: doubtedMarks(standing) }]),
  );
}

function doubtedMarks({ told }: Standing): Standing['told'] {
  const marks = Object.entries(told).map(([channel, mark]) => [
    channel,
    isOpenIn(mark) ? notRemembered : mark,
  ]);
  return Object.fromEntries(marks);
}
