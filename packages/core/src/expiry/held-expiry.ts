import { daysLeft, statusAt } from '../renewal-window.js';
import type { Standings } from '../rotation/alarm/standing.js';
import type { ExpiryEntry } from './expiry-entry.js';

const longTermMs = 1095 * 86_400_000;

/**
 * What the consumers of a rotation's sinks have, by its last run: it may be older than what the server issued since. A
 * consumer with nothing of use counts as ended since it was seen to be so.
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
        file: null,
        context: null,
      },
    ];
  });
}
