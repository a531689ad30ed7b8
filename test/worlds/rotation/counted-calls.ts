import type { Court } from './court.js';
import type { Invocation } from './function.js';
import type { SinkPlan } from './plan.js';
import { placesIn } from './stores.js';
import { ownersOf, troubleOf, uidOf, type World } from './world.js';

export interface CallFigures {
  readonly calls: Readonly<Record<string, number>>;
  /** In quiet nights, and as many as those need: every copy read, a trial and a detail a week, what is due fetched. */
  readonly quiet: Readonly<Record<string, number>>;
  readonly least: Readonly<Record<string, number>>;
}

interface CountedCalls {
  before(): void;
  after(runs: readonly Invocation[]): void;
  figures(): CallFigures;
}

/** Nobody has to look again at what was the matter before. */
const settledAfter = 29;
const week = 7;
/** A read, and those of a delivery: a secret of GitHub is one of two things, and what was written there is looked at again. */
const readsOf: Partial<Record<SinkPlan['kind'], { readonly once: number; readonly delivery: number }>> = {
  gitlab: { once: 1, delivery: 4 },
  github: { once: 2, delivery: 8 },
  jenkins: { once: 1, delivery: 4 },
};

/** Counts every call, and holds those of quiet nights against the least that the rules need. */
export function countCalls({ world }: Court): CountedCalls {
  const [calls, quiet, least]: Record<string, number>[] = [{}, {}, {}];
  const add = (to: Record<string, number> = {}, what: string, count: number): void => {
    to[what] = (to[what] ?? 0) + count;
  };
  let needed = 0;
  return {
    before: () => {
      needed = neededFetches(world);
    },
    after: (runs) => {
      const isQuiet = world.night >= world.plan.quietFrom + settledAfter;
      for (const { calls: made } of runs) {
        for (const [what, count] of Object.entries(made)) {
          add(calls, what, count);
          if (isQuiet) add(quiet, what, count);
        }
      }
      if (!isQuiet) return;
      const clusters = world.clusters.filter(({ deletedOn }) => deletedOn === null);
      const credentials = clusters.reduce((sum, cluster) => sum + ownersOf(world, cluster).length, 0);
      for (const { kind } of world.stores) {
        const { once, delivery } = readsOf[kind] ?? { once: 1, delivery: 3 };
        add(least, 'read', credentials * once + needed * delivery);
      }
      add(least, 'whoAmI', credentials / week + needed);
      add(least, 'describe', clusters.length / week + needed);
      add(least, 'fetch', needed);
    },
    figures: () => ({ calls: calls ?? {}, quiet: quiet ?? {}, least: least ?? {} }),
  };
}

/** By a tenth, and what the borders of weeks make of it. */
export function judgeCalls({ world, breach }: Court, { quiet, least }: CallFigures): void {
  const credentials = world.plan.clusters.length * world.plan.identities.length;
  for (const [what, count] of Object.entries(least)) {
    const made = quiet[what] ?? 0;
    if (made > count * 1.1 + credentials)
      breach('too many calls', `${made} of ${what} in quiet nights, and ${count.toFixed(0)} would do`);
  }
}

/** The credentials that a run has to ask the cloud for: what some sink lacks, what is due, what is of no use. */
function neededFetches(world: World): number {
  const living = world.clusters.filter(({ deletedOn }) => deletedOn === null);
  return living
    .flatMap((cluster) => ownersOf(world, cluster).map((identity) => ({ cluster, identity })))
    .filter(({ cluster, identity }) => {
      const current = cluster.grants.get(uidOf(identity))?.current ?? null;
      const leftMs = current === null ? 0 : current.notAfter.getTime() - world.now.getTime();
      return (
        leftMs < 181 * 86_400_000 ||
        world.stores.some((store) => {
          const place = placesIn(store).find(
            (each) => each.clusterId === cluster.id && each.identity === identity.name,
          );
          const held = place && world.certificates.heldIn(place.text);
          return (
            held == null ||
            held.issued !== current ||
            troubleOf(world, place?.text ?? '', cluster.id) !== null
          );
        })
      );
    }).length;
}
