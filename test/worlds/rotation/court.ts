import { createHeard, type Heard } from './heard.js';
import type { WatchedPlace, WatchedPlaces } from './watched-places.js';
import type { World } from './world.js';

/** What must not be, seen from outside. */
export type Promised =
  | 'untold end'
  | 'untold break'
  | 'untold run'
  | 'false over'
  | 'false ready'
  | 'false proof'
  /** One thing twice at one level and for one reason; and for another. */
  | 'storm'
  | 'repeated'
  | 'useless promoted'
  | 'second place'
  | 'too many calls'
  /** After everything was as it should be for two months. */
  | 'not healed'
  | 'left open';

export interface Breach {
  readonly promise: Promised;
  readonly night: number;
  readonly text: string;
}

/** What everybody who judges has before them. */
export interface Court {
  readonly world: World;
  readonly watched: WatchedPlaces;
  readonly heard: Heard;
  readonly breaches: readonly Breach[];
  placesOf(clusterId: string | null, identity: string | null): readonly WatchedPlace[];
  breach(promise: Promised, text: string): void;
}

export function openCourt(world: World): Court {
  const watched: WatchedPlaces = new Map();
  const breaches: Breach[] = [];
  const placesOf: Court['placesOf'] = (clusterId, identity) =>
    [...watched.values()].filter((place) => place.clusterId === clusterId && place.identity === identity);
  const changedOn = (clusterId: string, identity: string) =>
    Math.max(-1, ...placesOf(clusterId, identity).map(({ since }) => since));
  return {
    world,
    watched,
    heard: createHeard(world, changedOn),
    breaches,
    placesOf,
    breach: (promise, text) => void breaches.push({ promise, night: world.night, text }),
  };
}
