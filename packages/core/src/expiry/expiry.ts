import type { KubeconfigState } from '../cloud/ack/api.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Standings } from '../rotation/alarm/standing.js';
import { type CredentialStatus, daysLeft, isTemporary, longTermMs, statusAt } from '../words/certificate.js';
import type { Identity } from '../words/identity.js';

/**
 * One kubeconfig that will expire: an identity's on the server, what consumers of a rotation's sinks hold, or a
 * context of a local file.
 */
export interface ExpiryEntry {
  readonly source: 'server' | 'sink' | 'file';
  readonly cluster: { readonly id: string; readonly name: string };
  readonly region: string | null;
  readonly identity: Identity;
  readonly notAfter: Date;
  readonly daysLeft: number;
  readonly status: CredentialStatus;
  /** Issued for days and not for years, expired or not. */
  readonly isTemporary: boolean;
  /** Set for `file`. */
  readonly file: string | null;
  readonly context: string | null;
}

/** The server's states that expire; the cloud renews its own service roles. */
export function serverExpiry(states: readonly KubeconfigState[], now: Date): readonly ExpiryEntry[] {
  return states.flatMap(({ cluster, identity, notAfter, certificateState, cloudService }) => {
    const isGone = certificateState === 'unissued' || certificateState === 'removed';
    if (notAfter === null || isGone || cloudService) return [];
    // The server always records the long-term one per identity.
    const validity = { notBefore: new Date(notAfter.getTime() - longTermMs), notAfter };
    const { id, name, region } = cluster;
    return [
      {
        source: 'server' as const,
        cluster: { id, name },
        region,
        identity,
        notAfter,
        daysLeft: daysLeft(notAfter, now),
        status: statusAt(validity, now),
        isTemporary: false,
        file: null,
        context: null,
      },
    ];
  });
}

/** The local contexts of ACK clusters whose certificate expires. */
export function fileExpiry(
  entries: readonly ContextEntry[],
  clusterNames: ReadonlyMap<string, string>,
): readonly ExpiryEntry[] {
  return entries.flatMap(({ credential, ack, status, daysLeft: days, file, context }) => {
    if (credential.kind !== 'certificate' || ack === null) return [];
    const uid = credential.uid ?? credential.subject.commonName;
    return [
      {
        source: 'file' as const,
        cluster: { id: ack.clusterId, name: clusterNames.get(ack.clusterId) ?? ack.clusterId },
        region: ack.region,
        identity: { uid, name: uid, type: 'unknown' as const, state: 'unknown' as const },
        notAfter: credential.notAfter,
        daysLeft: days ?? 0,
        status,
        isTemporary: isTemporary(credential),
        file,
        context,
      },
    ];
  });
}

/** Soonest first; ties are ordered by cluster and holder, so that two runs print the same. */
export function bySoonest(a: ExpiryEntry, b: ExpiryEntry): number {
  return (
    a.notAfter.getTime() - b.notAfter.getTime() ||
    a.cluster.name.localeCompare(b.cluster.name) ||
    a.cluster.id.localeCompare(b.cluster.id) ||
    a.identity.uid.localeCompare(b.identity.uid) ||
    (a.context ?? '').localeCompare(b.context ?? '')
  );
}

/**
 * What the consumers of a rotation's sinks hold, by its last run: it may be older than what the server has issued
 * since. A consumer with nothing usable counts as expired since this was noticed.
 */
export function heldExpiry(standings: Standings, now: Date): readonly ExpiryEntry[] {
  return [...standings.values()].flatMap(({ cluster, clusterId, region, identity, holder, condition }) => {
    const end = condition?.brokenSince ?? condition?.heldUntil ?? null;
    if (end === null || cluster === null || clusterId === null || identity === null || holder !== null)
      return [];
    const notAfter = new Date(end);
    const validity = { notBefore: new Date(notAfter.getTime() - longTermMs), notAfter };
    return [
      {
        source: 'sink' as const,
        cluster: { id: clusterId, name: cluster },
        region,
        identity: { uid: identity, name: identity, type: 'unknown' as const, state: 'unknown' as const },
        notAfter,
        daysLeft: daysLeft(notAfter, now),
        status: statusAt(validity, now),
        isTemporary: false,
        file: null,
        context: null,
      },
    ];
  });
}

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
 * Judges a fleet. The worst status wins, but clusters that could not be read turn an "ok" into "unknown". Temporary
 * kubeconfigs end every day and raise no alarm.
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
