import { isSupersededBy } from '../credential/credential.js';
import type { ManagedIdentity, SinkCopy, Trial } from './subject.js';

/**
 * What consumers have. `whole`: every copy was read and is of use. `partly`: some copies could not be read. `broken`:
 * some consumer has one that is of no use now. `none`: nothing was ever stored. `unknown`: no copy could be read.
 */
export type HeldState = 'whole' | 'partly' | 'broken' | 'none' | 'unknown';

export interface Held {
  readonly state: HeldState;
  /** The earliest end of the copies that could be read: whoever has the worst one counts. Null where none could. */
  readonly notAfter: Date | null;
}

export interface HeldFacts {
  readonly cluster: { readonly id: string };
  readonly identity: Pick<ManagedIdentity, 'uid'>;
  readonly copies: readonly SinkCopy[];
  readonly trial: Trial | null;
}

/** What consumers have, the worst of all sinks. An API server that refuses a copy makes it of no use. */
export function heldOf(facts: HeldFacts): Held {
  const { copies, trial } = facts;
  const notAfter = copies.reduce<Date | null>((earliest, { stored }) => {
    if (stored?.kind !== 'readable') return earliest;
    const { notAfter: end } = stored.facts.certificate;
    return earliest === null || end < earliest ? end : earliest;
  }, null);
  if (copies.some((copy) => isOfNoUse(copy, facts)) || trial?.acceptance.kind === 'refused') {
    return { state: 'broken', notAfter };
  }
  const unread = copies.filter(({ stored }) => stored === null).length;
  if (unread > 0) return { state: unread === copies.length ? 'unknown' : 'partly', notAfter };
  return { state: notAfter === null ? 'none' : 'whole', notAfter };
}

function isOfNoUse({ stored }: SinkCopy, { cluster, identity, copies }: HeldFacts): boolean {
  if (stored?.kind === 'unreadable') return true;
  if (stored?.kind !== 'readable') return false;
  const { keyMatches, certificate, clusterId } = stored.facts;
  return (
    !keyMatches ||
    belongsToOther(certificate.uid, identity.uid) ||
    belongsToOther(clusterId, cluster.id) ||
    // Another sink has what came after a revoke.
    copies.some(
      (other) =>
        other.stored?.kind === 'readable' && isSupersededBy(other.stored.facts.certificate, certificate),
    )
  );
}

/** Both are known, and differ. */
export function belongsToOther(found: string | null, expected: string | null): boolean {
  return found !== null && expected !== null && found !== expected;
}
