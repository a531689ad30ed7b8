import type { Condition } from '../credential/condition.js';
import type { Hidden, RotationFailure, RotationOutcome, RotationReport } from '../report/report.js';
import { credentialKey } from '../subject/subject.js';
import { conditionOf, isOnlyWatched, refusalIn, unseenCondition } from './condition.js';
import { afterSight, type Obligation, placeKey } from './place.js';
import {
  failureKey,
  isNotifierKey,
  isOfEveryRun,
  type Mended,
  type Outage,
  type Standing,
  type Standings,
} from './standing.js';

export interface Folded {
  /** With each credential's condition. */
  readonly report: RotationReport;
  readonly standings: Standings;
}

/**
 * The ledger after a run: a function of the ledger before, of the run's instant, and of what the run saw. What it could
 * not see is neither well nor gone. What was delivered somewhere is over when a newer one is proven there, when the
 * cloud says that its cluster is gone, or when a person says so; what merely left a list, a selection or the
 * configuration is not, nor what ended.
 */
export function fold(report: RotationReport, before: Standings): Folded {
  const now = new Date(report.now);
  const next = new Map<string, Standing>();
  const mentioned = new Set<string>();
  // A misspelt pattern excludes everything: that ends no alarm.
  const isBlind = report.failures.some(({ hides }) => hides?.kind === 'all');
  const outcomes = report.outcomes.map((outcome) => {
    const key = credentialKey(outcome);
    const previous = before.get(key);
    const { places, left } = placesAfter(outcome, previous?.places ?? [], now);
    for (const place of left) addLeft(next, outcome, place, before, now);
    const isGone = outcome.decision.reason === 'ClusterGone';
    const condition = isGone ? null : conditionOf(outcome, previous?.condition ?? null, places, now);
    const isJudged = isGone || !isBlind;
    if (condition !== null || isJudged) mentioned.add(key);
    if (condition !== null) {
      const standing = standingOf(outcome, { condition, places, previous, now });
      if (previous !== undefined || !wasOver(standing, now)) next.set(key, standing);
      // What a person ended is no trouble of the run's.
      return { ...outcome, condition: standing.dismissed === null ? condition : null };
    }
    if (previous !== undefined && isJudged) {
      const rest = isUnread(outcome) ? unseen(previous, 'its places could not be read', now) : null;
      next.set(key, rest ?? gone(previous, whyGone(outcome)));
    }
    return { ...outcome, condition };
  });
  for (const failure of report.failures) {
    const standing = outageStanding(failure, before, now);
    next.set(standing.key, standing);
  }
  const rest = { hider: hiderIn(report.failures), delivered: deliveredIn(report), next, now };
  for (const previous of before.values()) {
    if (next.has(previous.key) || mentioned.has(previous.key)) continue;
    const standing = unmentioned(previous, rest);
    if (standing !== null) next.set(standing.key, standing);
  }
  return { report: { ...report, outcomes }, standings: next };
}

/** The places that are delivered to, and those that were and are not any more. */
function placesAfter(
  { places: sights, left, decision }: RotationOutcome,
  before: readonly Obligation[],
  now: Date,
): { readonly places: readonly Obligation[]; readonly left: readonly Obligation[] } {
  if (sights === undefined) return { places: before, left: [] };
  const known = new Map(before.map((place) => [placeKey(place), place]));
  const isWatched = isOnlyWatched(decision);
  const places = sights.flatMap((sight) => {
    // Who took it away from where nobody delivers any more has ended it.
    if (isWatched && sight.state === 'missing') return [];
    return afterSight(known.get(placeKey(sight)) ?? null, sight, now) ?? [];
  });
  const seen = new Set(sights.map(placeKey));
  const others = before.filter((place) => !seen.has(placeKey(place)));
  return left === undefined ? { places, left: others } : { places: [...places, ...others], left: [] };
}

/** Its consumers still read it: an obligation of its own from now on. */
function addLeft(
  next: Map<string, Standing>,
  outcome: RotationOutcome,
  place: Obligation,
  before: Standings,
  now: Date,
): void {
  const left = placeKey(place);
  const about: RotationOutcome = {
    ...outcome,
    left,
    decision: { kind: 'skip', reason: 'PlaceLeft' },
    steps: [],
    error: null,
    deferred: null,
  };
  const previous = before.get(credentialKey(about));
  const condition = conditionOf(about, previous?.condition ?? null, [place], now);
  if (condition === null) return;
  next.set(credentialKey(about), standingOf(about, { condition, places: [place], previous, now }));
}

interface Circumstances {
  readonly condition: Condition;
  readonly places: readonly Obligation[];
  readonly previous: Standing | undefined;
  readonly now: Date;
}

function standingOf(outcome: RotationOutcome, { condition, places, previous, now }: Circumstances): Standing {
  const { cluster, region, identity, holder, left } = outcome;
  const label = `${cluster.name}/${holder ?? identity}`;
  return {
    key: credentialKey(outcome),
    label: left === undefined ? label : `${label} (${left})`,
    cluster: cluster.name,
    clusterId: cluster.id,
    region,
    identity,
    holder,
    condition,
    places,
    left: left ?? null,
    dismissed: isOnlyWatched(condition) ? (previous?.dismissed ?? null) : null,
    outage: null,
    mended: mendedIn(outcome, condition, previous ?? null, now),
    goneBecause: null,
    told: previous?.told ?? {},
  };
}

/** Of what was remembered without its places: nobody can say that they are empty. */
function isUnread({ decision, places = [] }: RotationOutcome): boolean {
  return decision.reason !== 'ClusterGone' && places.some(({ state }) => state === 'unread');
}

function whyGone({ decision }: RotationOutcome): string {
  return decision.reason === 'ClusterGone'
    ? 'the cloud says that its cluster is gone'
    : 'the configuration leaves it out';
}

const dayMs = 86_400_000;
const memoryMs = 7 * dayMs;
/** Who reads what ended so long before it was seen first has learnt to live without. */
const endedMs = 30 * dayMs;

function wasOver({ condition }: Standing, now: Date): boolean {
  if (condition === null || !isOnlyWatched(condition) || condition.heldUntil === null) return false;
  return now.getTime() - Date.parse(condition.heldUntil) > endedMs;
}

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

/** The standing of what failed as a whole in this run. */
export function outageStanding(
  { what, error, until }: RotationFailure,
  before: Standings,
  now: Date,
): Standing {
  const key = failureKey(what);
  const previous = before.get(key);
  const { code, message, remedy } = error;
  const since = previous?.outage?.since ?? now.toISOString();
  const outage = { code, message, remedy, since, ...(until === undefined ? {} : { until }) };
  return withOutage(key, what, outage, previous);
}

/** The standing of a general failure. */
export function withOutage(
  key: string,
  label: string,
  outage: Outage,
  previous: Standing | undefined,
): Standing {
  const nobody = { cluster: null, clusterId: null, region: null, identity: null, holder: null };
  const nothing = {
    condition: null,
    places: [],
    left: null,
    dismissed: null,
    mended: null,
    goneBecause: null,
  };
  return { key, label, ...nobody, ...nothing, outage, told: previous?.told ?? {} };
}

interface Rest {
  readonly hider: Hider;
  /** Keys of places that their credentials are delivered to again. */
  readonly delivered: ReadonlySet<string>;
  readonly next: Standings;
  readonly now: Date;
}

/** What this run did not cover. Whether a notifier works again shows when it is sent something. */
function unmentioned(previous: Standing, { hider, delivered, next, now }: Rest): Standing | null {
  const isSettled = previous.goneBecause !== null || previous.dismissed !== null;
  if (isSettled || isNotifierKey(previous.key)) return previous;
  if (previous.condition === null) {
    const isHidden = hider(previous)?.hides?.kind === 'all' && !isOfEveryRun(previous.key);
    return isHidden ? previous : gone(previous, null);
  }
  if (delivered.has(previous.key)) return takenBack(previous, next);
  const failure = hider(previous);
  if (failure !== undefined) return unseen(previous, `${failure.what}: ${failure.error.message}`, now);
  const isOwed = previous.holder === null && previous.condition.heldUntil !== null;
  if (isOwed) return unseen(previous, 'no list has it', now);
  return gone(previous, 'it is not in the list any more');
}

function unseen(previous: Standing, why: string, now: Date): Standing {
  return { ...previous, condition: previous.condition && unseenCondition(previous.condition, why, now) };
}

/** By the key of what would be owed there if it was left. */
function deliveredIn({ outcomes }: RotationReport): ReadonlySet<string> {
  const delivered = outcomes.flatMap(({ places = [], left, cluster, identity }) => {
    const seen = left === undefined ? places.filter(({ state }) => state !== 'unread') : [];
    return seen.map((place) => credentialKey({ cluster, identity, left: placeKey(place) }));
  });
  return new Set(delivered);
}

/** Its credential tells of it from now on; who heard of the place hears its end once that one is well. */
function takenBack(previous: Standing, next: Standings): Standing | null {
  if (Object.keys(previous.told).length === 0) return null;
  const own = next.get(`${previous.clusterId}/${previous.identity}`)?.condition ?? null;
  return own?.state === 'ready' ? gone(previous, 'it is delivered to again') : previous;
}

type Hider = (standing: Standing) => RotationFailure | undefined;

/** The first of a run's failures that hides a standing: what it could not read. */
export function hiderIn(failures: readonly RotationFailure[]): Hider {
  const hiders = failures.flatMap((failure) =>
    failure.hides === undefined ? [] : [{ failure, hides: hiding(failure.hides) }],
  );
  return (standing) => hiders.find(({ hides }) => hides(standing))?.failure;
}

function hiding(hides: Hidden): (standing: Standing) => boolean {
  switch (hides.kind) {
    case 'all':
      return () => true;
    case 'region':
      return ({ region }) => region === hides.region;
    case 'identity':
      return ({ holder, identity }) => holder !== null || identity === hides.identity;
    case 'clusters': {
      const ids = new Set(hides.ids);
      return ({ clusterId }) => clusterId !== null && ids.has(clusterId);
    }
    case 'holders':
      return ({ holder }) => holder !== null;
  }
}

function gone(previous: Standing, why: string | null): Standing {
  return { ...previous, goneBecause: why ?? 'over', mended: null };
}
