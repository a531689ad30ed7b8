import type { ExpiryEntry } from './expiry.js';

export type CheckLevel = 'ok' | 'warning' | 'critical' | 'unknown';

/** Exit codes of the monitoring plug-in convention (Nagios, Icinga, Zabbix, Sensu). */
export const checkExitCodes: Readonly<Record<CheckLevel, 0 | 1 | 2 | 3>> = {
  ok: 0,
  warning: 1,
  critical: 2,
  unknown: 3,
};

export interface CheckThresholds {
  readonly warnDays: number;
  readonly criticalDays: number;
}

export interface CheckResult {
  readonly level: CheckLevel;
  readonly expired: number;
  readonly critical: number;
  readonly warning: number;
  readonly total: number;
  readonly unread: number;
  readonly soonest: ExpiryEntry | null;
}

const dayMs = 86_400_000;

/**
 * Judges a fleet. The worst wins, except that clusters which could not be read turn an "ok" into "unknown":
 * nobody may rest on what was not seen. Temporary kubeconfigs end every day and are no alarm.
 */
export function checkExpiry(
  entries: readonly ExpiryEntry[],
  options: CheckThresholds & { readonly now: Date; readonly unread: number },
): CheckResult {
  const { now, warnDays, criticalDays, unread } = options;
  const watched = entries.filter(({ status }) => status !== 'temporary');
  const endsWithin = (days: number) => (entry: ExpiryEntry) =>
    entry.notAfter.getTime() - now.getTime() <= days * dayMs;
  const expired = watched.filter((entry) => entry.notAfter < now).length;
  const critical = watched.filter(endsWithin(criticalDays)).length - expired;
  const warning = watched.filter(endsWithin(Math.max(warnDays, criticalDays))).length - critical - expired;
  const [first = null] = watched.toSorted((a, b) => a.notAfter.getTime() - b.notAfter.getTime());
  const level = levelOf({ isCritical: expired + critical > 0, isWarning: warning > 0, isUnread: unread > 0 });
  return { level, expired, critical, warning, total: watched.length, unread, soonest: first };
}

function levelOf(found: { isCritical: boolean; isWarning: boolean; isUnread: boolean }): CheckLevel {
  if (found.isCritical) return 'critical';
  if (found.isWarning) return 'warning';
  return found.isUnread ? 'unknown' : 'ok';
}
