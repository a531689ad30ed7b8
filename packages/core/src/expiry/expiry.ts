import type { KubeconfigState } from '../cloud/ack/api.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Standings } from '../rotation/ledger/standing.js';
import {
  type CredentialStatus,
  criticalLeadMs,
  daysLeft,
  isShortened,
  isTemporary,
  longTermStatusAt,
  renewalLeadMs,
  renewedFrom,
  statusTurnsAt,
  usualValidity,
  type Validity,
} from '../words/certificate.js';
import type { ClusterAccount } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
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
  /** Null where nobody says it: the usual life is then assumed. */
  readonly notBefore: Date | null;
  readonly notAfter: Date;
  readonly daysLeft: number;
  readonly status: CredentialStatus;
  /** When its window opens, by its own life; null for a temporary one. */
  readonly renewableFrom: Date | null;
  /** Issued for days and not for years, expired or not. */
  readonly isTemporary: boolean;
  /** Set for `file`. */
  readonly file: string | null;
  readonly context: string | null;
  /** Whose cluster it is, where several accounts were asked; a file does not say. */
  readonly account?: ClusterAccount | undefined;
}

/** The server's states that expire; the cloud renews its own service roles. */
export function serverExpiry(states: readonly KubeconfigState[], now: Date): readonly ExpiryEntry[] {
  // One for all of a cluster's: a large fleet has a hundred thousand.
  const clusters = new Map<string, ExpiryEntry['cluster']>();
  return states.flatMap((state) => {
    const { identity, notBefore = null, notAfter, certificateState, cloudService } = state;
    const isGone = certificateState === 'unissued' || certificateState === 'removed';
    if (notAfter === null || isGone || cloudService) return [];
    const { id, name, region } = state.cluster;
    const cluster = clusters.get(id) ?? { id, name };
    clusters.set(id, cluster);
    // The server always records the long-term one per identity.
    const life = longTermLife(notBefore, notAfter, now);
    return [{ source: 'server' as const, cluster, region, identity, ...life, file: null, context: null }];
  });
}

type Life = Pick<
  ExpiryEntry,
  'notBefore' | 'notAfter' | 'daysLeft' | 'status' | 'renewableFrom' | 'isTemporary'
>;

function longTermLife(notBefore: Date | null, notAfter: Date, now: Date): Life {
  const validity = validityOf({ notBefore, notAfter });
  return {
    notBefore,
    notAfter,
    daysLeft: daysLeft(notAfter, now),
    status: longTermStatusAt(validity, now),
    renewableFrom: renewedFrom(validity),
    isTemporary: false,
  };
}

/** The first instant after `now`, in ms, at which one of these can have another status; infinite if none can. */
export function expiryTurnsAt(entries: readonly ExpiryEntry[], now: Date): number {
  return Math.min(...entries.map((entry) => statusTurnsAt(validityOf(entry), now)));
}

function validityOf({ notBefore, notAfter }: Pick<ExpiryEntry, 'notBefore' | 'notAfter'>): Validity {
  return notBefore === null ? usualValidity(notAfter) : { notBefore, notAfter };
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
        notBefore: credential.notBefore,
        notAfter: credential.notAfter,
        daysLeft: days ?? 0,
        status,
        renewableFrom: isTemporary(credential) ? null : renewedFrom(credential),
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
    a.cluster.name.localeCompare(b.cluster.name, 'en') ||
    a.cluster.id.localeCompare(b.cluster.id, 'en') ||
    a.identity.uid.localeCompare(b.identity.uid, 'en') ||
    (a.context ?? '').localeCompare(b.context ?? '', 'en')
  );
}

const byUrgency: readonly CredentialStatus[] = ['expired', 'critical', 'renewable', 'fresh'];

/** The more urgent of two, by the life of each: what is none of expired, critical, renewable and fresh is the least. */
export function moreUrgent(one: CredentialStatus, other: CredentialStatus): CredentialStatus {
  return byUrgency.find((status) => status === one || status === other) ?? one;
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
    const from = condition?.brokenSince == null ? (condition?.heldFrom ?? null) : null;
    return [
      {
        source: 'sink' as const,
        cluster: { id: clusterId, name: cluster },
        region,
        identity: { uid: identity, name: identity, type: 'unknown' as const, state: 'unknown' as const },
        ...longTermLife(from === null ? null : new Date(from), new Date(end), now),
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
  /** The next that is still to end. */
  readonly soonest: ExpiryEntry | null;
}

/**
 * Judges a fleet. The worst status wins, but clusters that could not be read turn an "ok" into "unknown". Temporary
 * kubeconfigs end every day and raise no alarm, before and after. Of a life that was shortened, only what is within
 * its own window counts: it is always within 180 days of its end.
 */
export function checkExpiry(
  entries: readonly ExpiryEntry[],
  options: CheckThresholds & { readonly now: Date; readonly unread: number },
): CheckResult {
  const { now, warnDays, criticalDays, unread } = options;
  const watched = withoutCopies(entries.filter((entry) => !entry.isTemporary));
  const counts = { expired: 0, critical: 0, warning: 0 };
  for (const entry of watched) {
    const leftMs = entry.notAfter.getTime() - now.getTime();
    const { warnMs, criticalMs } = limitsOf(entry, { warnDays, criticalDays });
    if (leftMs < 0) counts.expired += 1;
    else if (leftMs < criticalMs) counts.critical += 1;
    else if (leftMs < warnMs) counts.warning += 1;
  }
  const { expired, critical, warning } = counts;
  const [first = null] = watched
    .filter(({ notAfter }) => notAfter >= now)
    .toSorted((a, b) => a.notAfter.getTime() - b.notAfter.getTime());
  const level = levelOf({ isCritical: expired + critical > 0, isWarning: warning > 0, isUnread: unread > 0 });
  return { level, expired, critical, warning, total: watched.length, unread, soonest: first };
}

function withoutCopies(entries: readonly ExpiryEntry[]): readonly ExpiryEntry[] {
  const keyOf = ({ cluster, identity, notAfter }: ExpiryEntry) =>
    JSON.stringify([cluster.id, identity.uid, notAfter]);
  const recorded = new Set(entries.filter(({ source }) => source === 'server').map(keyOf));
  return entries.filter((entry) => entry.source === 'server' || !recorded.has(keyOf(entry)));
}

function limitsOf(
  entry: ExpiryEntry,
  { warnDays, criticalDays }: CheckThresholds,
): { readonly warnMs: number; readonly criticalMs: number } {
  const asked = { warnMs: warnDays * dayMs, criticalMs: criticalDays * dayMs };
  const validity = validityOf(entry);
  if (!isShortened(validity)) return asked;
  return {
    warnMs: Math.min(asked.warnMs, renewalLeadMs(validity)),
    criticalMs: Math.min(asked.criticalMs, criticalLeadMs(validity)),
  };
}

function levelOf(found: { isCritical: boolean; isWarning: boolean; isUnread: boolean }): CheckLevel {
  if (found.isCritical) return 'critical';
  if (found.isWarning) return 'warning';
  return found.isUnread ? 'unknown' : 'ok';
}
