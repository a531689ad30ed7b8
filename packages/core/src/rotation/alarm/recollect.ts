import { withOutage } from '../ledger/fold.js';
import { memoryKey, type Standings } from '../ledger/standing.js';
import type { KeptRun } from '../report/kept-runs.js';
import { memoryFailure } from '../report/report.js';
import { notRemembered } from './alarm.js';

/** A pause that is longer than the usual one by half is one in which a run left nothing behind. */
const longerThanUsual = 1.6;
/** Whoever runs it by hand makes pauses of seconds. */
const leastGapMs = 3_600_000;

/**
 * Since when runs may have told something that nobody remembers: the last one said so, or ones after it could not even
 * keep a report. Null if none did. `runs` are those that were kept, newest first.
 */
export function forgottenSince(runs: readonly KeptRun[], now: Date): string | null {
  const [last] = runs;
  if (last === undefined) return null;
  if (last.forgot === true) return last.startedAt;
  const starts = runs.map(({ startedAt }) => Date.parse(startedAt));
  const pauses = starts.slice(1).map((at, index) => (starts[index] ?? at) - at);
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)];
  if (usual === undefined) return null;
  const pause = now.getTime() - (starts[0] ?? 0);
  return pause > Math.max(usual * longerThanUsual, leastGapMs) ? last.startedAt : null;
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
