import type { Condition } from '../credential/condition.js';
import { conditionOf, refusalIn, unseenCondition } from '../report/condition.js';
import type { Hidden, RotationFailure, RotationOutcome, RotationReport } from '../report/report.js';
import {
  failureKey,
  isNotifierKey,
  type Mended,
  type Outage,
  type Standing,
  type Standings,
} from './standing.js';

export interface Assessment {
  /** With each credential's condition. */
  readonly report: RotationReport;
  readonly standings: Standings;
}

/**
 * The standings after a run, from those before and the run's results. What the run could not see is neither well nor
 * gone; what is missing from a complete list is gone.
 */
export function assess(report: RotationReport, before: Standings): Assessment {
  const now = new Date(report.now);
  const next = new Map<string, Standing>();
  // A misspelt pattern excludes everything: that ends no alarm.
  const isBlind = report.failures.some(({ hides }) => hides?.kind === 'all');
  const outcomes = report.outcomes.map((outcome) => {
    const key = `${outcome.cluster.id}/${outcome.identity}`;
    const previous = before.get(key);
    const condition = conditionOf(outcome, previous?.condition ?? null, now);
    if (condition !== null) next.set(key, standingOf(key, outcome, condition, previous, now));
    else if (previous !== undefined && !isBlind)
      next.set(key, gone(previous, 'the configuration leaves it out'));
    return { ...outcome, condition };
  });
  for (const failure of report.failures) {
    const standing = outageStanding(failure, before, now);
    next.set(standing.key, standing);
  }
  for (const previous of before.values()) {
    if (!next.has(previous.key)) next.set(previous.key, unmentioned(previous, report.failures, now));
  }
  return { report: { ...report, outcomes }, standings: next };
}

function standingOf(
  key: string,
  outcome: RotationOutcome,
  condition: Condition,
  previous: Standing | undefined,
  now: Date,
): Standing {
  const { cluster, region, identity, holder } = outcome;
  return {
    key,
    label: `${cluster.name}/${holder ?? identity}`,
    cluster: cluster.name,
    clusterId: cluster.id,
    region,
    identity,
    holder,
    condition,
    outage: null,
    mended: mendedIn(outcome, condition, previous ?? null, now),
    goneBecause: null,
    told: previous?.told ?? {},
  };
}

const memoryMs = 7 * 86_400_000;

/** Found broken and fixed, in this run or over several; reported for a week to whoever has not heard it. */
function mendedIn(
  outcome: RotationOutcome,
  condition: Condition,
  previous: Standing | null,
  now: Date,
): Mended | null {
  if (condition.state !== 'ready' || condition.brokenSince !== null) return null;
  const before = previous?.condition ?? null;
  const cause =
    refusalIn(outcome) ?? uselessBefore(outcome) ?? (before?.brokenSince == null ? null : before.reason);
  if (cause !== null) {
    return { cause, from: before?.lastProof ?? before?.brokenSince ?? null, until: now.toISOString() };
  }
  const kept = previous?.mended ?? null;
  return kept !== null && now.getTime() - Date.parse(kept.until) < memoryMs ? kept : null;
}

/** The delivery replaced something unusable. */
function uselessBefore({ decision }: RotationOutcome): string | null {
  const { reason } = decision;
  const isUseless =
    reason === 'CertificateUnreadable' || reason === 'KeyMismatch' || reason === 'IdentityMismatch';
  return isUseless ? reason : null;
}

function outageStanding({ what, error }: RotationFailure, before: Standings, now: Date): Standing {
  const key = failureKey(what);
  const previous = before.get(key);
  const { code, message, remedy } = error;
  const since = previous?.outage?.since ?? now.toISOString();
  return withOutage(key, what, { code, message, remedy, since }, previous);
}

/** The standing of a general failure. */
export function withOutage(
  key: string,
  label: string,
  outage: Outage,
  previous: Standing | undefined,
): Standing {
  const nobody = { cluster: null, clusterId: null, region: null, identity: null, holder: null };
  const told = previous?.told ?? {};
  return { key, label, ...nobody, condition: null, outage, mended: null, goneBecause: null, told };
}

/** What this run did not cover. Whether a notifier works again shows when it is sent something. */
function unmentioned(previous: Standing, failures: readonly RotationFailure[], now: Date): Standing {
  if (previous.goneBecause !== null || isNotifierKey(previous.key)) return previous;
  if (previous.condition === null) {
    const isHidden = failures.some(({ hides }) => hides?.kind === 'all');
    return isHidden ? previous : gone(previous, null);
  }
  const hiding = failures.find(({ hides }) => hides !== undefined && isHiddenBy(previous, hides));
  if (hiding === undefined) return gone(previous, 'it is not in the list any more');
  const why = `${hiding.what}: ${hiding.error.message}`;
  return { ...previous, condition: unseenCondition(previous.condition, why, now) };
}

function isHiddenBy({ region, identity, clusterId, holder }: Standing, hides: Hidden): boolean {
  switch (hides.kind) {
    case 'all':
      return true;
    case 'region':
      return region === hides.region;
    case 'identity':
      return holder !== null || identity === hides.identity;
    case 'clusters':
      return clusterId !== null && hides.ids.includes(clusterId);
    case 'holders':
      return holder !== null;
  }
}

function gone(previous: Standing, why: string | null): Standing {
  return { ...previous, goneBecause: why ?? 'over', mended: null };
}
