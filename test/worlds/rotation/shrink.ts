import type { Breach, Promised } from './court.js';
import { type Change, type FleetPlan, keepsMemory } from './plan.js';
import { play } from './play.js';

const atTheEnd: ReadonlySet<Promised> = new Set(['not healed', 'left open', 'too many calls']);

export interface Smallest {
  readonly plan: FleetPlan;
  readonly breach: Breach;
}

/** A smaller world that breaks the same promise, as far as so many plays find one; null if the whole one keeps it. */
export async function shrink(plan: FleetPlan, promise: Promised, plays = 60): Promise<Smallest | null> {
  let left = plays;
  let best: Smallest | null = null;
  const attempt = async (smaller: FleetPlan): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    const { breaches } = await play(smaller, promise);
    const breach = breaches.find((each) => each.promise === promise);
    if (breach === undefined) return false;
    const nights = atTheEnd.has(promise) ? smaller.nights : breach.night + 1;
    best = { plan: { ...smaller, nights }, breach };
    return true;
  };
  const now = (): FleetPlan => best?.plan ?? plan;
  if (!(await attempt(plan))) return null;
  await attempt(
    withChanges(
      now(),
      now().changes.filter(({ night }) => night < now().nights),
    ),
  );
  for (
    let size = Math.ceil(now().changes.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < now().changes.length; ) {
      const fewer = now().changes.toSpliced(at, size);
      if (!(await attempt(withChanges(now(), fewer)))) at += size;
    }
  }
  await attempt(begunLater(now()));
  for (const list of ['functions', 'sinks', 'identities', 'clusters'] as const) {
    for (let at = now()[list].length - 1; at >= 0; at -= 1) {
      const fewer = now()[list].length > 1 ? without(now(), list, at) : null;
      if (fewer?.sinks.some(keepsMemory)) await attempt(fewer);
    }
  }
  for (const change of now().changes) {
    if (change.nights > 3)
      await attempt(
        withChanges(
          now(),
          now().changes.map((each) =>
            each === change ? { ...each, nights: Math.ceil(each.nights / 4) } : each,
          ),
        ),
      );
  }
  if (atTheEnd.has(promise)) await attempt(endedSooner(now()));
  return best;
}

function withChanges(plan: FleetPlan, changes: readonly Change[]): FleetPlan {
  return { ...plan, changes };
}

/** What names the one left out names nobody; the others move up. */
function without(
  plan: FleetPlan,
  list: 'functions' | 'sinks' | 'identities' | 'clusters',
  at: number,
): FleetPlan {
  const field = (
    { functions: 'function', sinks: 'sink', identities: 'identity', clusters: 'cluster' } as const
  )[list];
  const moved = (index: number): number => (index === at ? -1 : index > at ? index - 1 : index);
  const changes = plan.changes.map((change) => ({ ...change, [field]: moved(change[field]) }));
  return { ...plan, changes, [list]: plan[list].toSpliced(at, 1) };
}

/** Three nights before the first change. */
function begunLater(plan: FleetPlan): FleetPlan {
  const early = Math.max(0, Math.min(...plan.changes.map(({ night }) => night)) - 3);
  const clusters = plan.clusters.map((each) => ({ ...each, daysLeft: Math.max(1, each.daysLeft - early) }));
  const changes = plan.changes.map((change) => ({ ...change, night: change.night - early }));
  return { ...plan, clusters, changes, nights: plan.nights - early, quietFrom: plan.quietFrom - early };
}

/** Sixty-five nights after the last change. */
function endedSooner(plan: FleetPlan): FleetPlan {
  const last = Math.max(1, ...plan.changes.map(({ night, nights }) => night + nights));
  return { ...plan, quietFrom: last, nights: Math.min(plan.nights, last + 65) };
}
