import { withOutage } from '../ledger/fold.js';
import { failureKey, type Standing, type Standings } from '../ledger/standing.js';
import type { RotationReport } from '../report/report.js';
import { credentialKey } from '../subject/subject.js';
import { notRemembered } from './alarm.js';

/** The ledger, among a report's failures. */
export const memoryFailure = 'memory of alarms';

/**
 * The ledger with what the run before may have told without being able to remember it: each channel counts as told, so
 * that it hears the end. Unchanged if that run could remember.
 */
export function recollected(
  standings: Standings,
  latest: RotationReport | null,
  channels: readonly string[],
): Standings {
  const wasBlind = latest?.failures.some(({ what }) => what === memoryFailure) ?? false;
  if (latest === null || !wasBlind || channels.length === 0) return standings;
  const next = new Map(standings);
  const told = Object.fromEntries(channels.map((channel) => [channel, notRemembered]));
  const tell = (standing: Standing) =>
    next.set(standing.key, { ...standing, told: { ...told, ...standing.told } });
  for (const outcome of latest.outcomes) {
    const standing = next.get(credentialKey(outcome));
    if (standing !== undefined && outcome.condition != null && outcome.condition.state !== 'ready')
      tell(standing);
  }
  for (const { what, error } of latest.failures) {
    const key = failureKey(what);
    const { code, message, remedy } = error;
    tell(next.get(key) ?? withOutage(key, what, { code, message, remedy, since: latest.now }, undefined));
  }
  return next;
}
