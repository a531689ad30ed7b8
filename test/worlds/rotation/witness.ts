import { type CallFigures, countCalls, judgeCalls } from './counted-calls.js';
import { type Breach, openCourt } from './court.js';
import type { Invocation, Listener, Told } from './function.js';
import { judgeHealed, judgePlaces } from './judged-places.js';
import { judgeOver, judgeReport, judgeRuns } from './judged-words.js';
import { lookAtPlaces } from './watched-places.js';
import { isReachable, troubleOf, uidOf, type World } from './world.js';

/** Watches a world from outside: what places hold, what people were told, what reports say. */
export interface Witness extends Listener {
  /** After what happens, before anybody runs. */
  before(): void;
  after(runs: readonly Invocation[]): void;
  end(): void;
  readonly breaches: readonly Breach[];
  figures(): Figures;
}

export interface Figures extends CallFigures {
  readonly messages: number;
}

export function createWitness(world: World): Witness {
  const court = openCourt(world);
  const { watched, heard, breach } = court;
  const counted = countCalls(court);
  const unusableNights = new Map<number, number>();
  let tonight: Told[] = [];
  let messages = 0;
  return {
    breaches: court.breaches,
    onTold: (told) => void tonight.push(told),
    onFetched: (clusterId, uid) => {
      const identity = world.plan.identities.find((each) => uidOf(each) === uid)?.name ?? null;
      for (const place of court.placesOf(clusterId, identity))
        place.isKnownDead ||= place.trouble === 'revoked';
    },
    onPromoted: (store, clusterId, text) => {
      const trouble = troubleOf(world, text, clusterId);
      const cluster = world.byId(clusterId);
      const isProven = trouble === null && cluster !== undefined && isReachable(world, cluster);
      if (!isProven) breach('useless promoted', `${store.name} is given what is ${trouble ?? 'not proven'}`);
    },
    before: () => {
      tonight = [];
      lookAtPlaces(world, watched);
      counted.before();
    },
    after: (runs) => {
      lookAtPlaces(world, watched);
      for (const told of tonight) {
        messages += 1;
        const tooMuch = heard.take(told);
        // Of what failed as a whole, each reason is news.
        const isNews = tooMuch?.isSameCause === false && told.alarm.clusterId === null;
        if (tooMuch !== null && !isNews) breach(tooMuch.isSameCause ? 'storm' : 'repeated', tooMuch.text);
        judgeOver(court, told, runs);
      }
      judgePlaces(court, runs);
      for (const run of runs) judgeReport(court, run);
      judgeRuns(court, unusableNights, runs);
      counted.after(runs);
    },
    end: () => {
      judgeHealed(court);
      judgeCalls(court, counted.figures());
    },
    figures: () => ({ messages, ...counted.figures() }),
  };
}
