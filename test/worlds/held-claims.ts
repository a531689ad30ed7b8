import { randomFrom } from '@ackring/testkit/random';
import { type AccessWorld, drawWorld, smallerWorlds } from './access-worlds.js';
import { type Claimed, playWorld, type Stage } from './played-world.js';

export interface Held {
  readonly claims: number;
  readonly unknown: number;
  /** Unknown where everything could be seen, of all such claims. */
  readonly needlesslyUnknown: number;
  readonly couldBeSeen: number;
  /** The smallest world in which a claim is not true; null if all are. */
  readonly untrue: string | null;
}

/** Plays worlds of one seed until a claim is untrue, and makes that world as small as it gets. */
export async function holdClaims(
  stage: Stage,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<Held> {
  const all: Claimed[] = [];
  for (let index = 0; index < count; index += 1) {
    const world = drawWorld(randomFrom(from + index), index);
    const claims = await playWorld(stage, world);
    all.push(...claims);
    if (claims.some(({ untrue }) => untrue !== null))
      return { ...countsOf(all), untrue: await smallest(stage, world) };
  }
  return { ...countsOf(all), untrue: null };
}

async function smallest(stage: Stage, world: AccessWorld): Promise<string> {
  for (const smaller of smallerWorlds(world)) {
    const claims = await playWorld(stage, smaller);
    if (claims.some(({ untrue }) => untrue !== null)) return smallest(stage, smaller);
  }
  const wrong = (await playWorld(stage, world)).filter(({ untrue }) => untrue !== null);
  return JSON.stringify({ world, wrong }, null, 1);
}

function countsOf(claims: readonly Claimed[]): Omit<Held, 'untrue'> {
  const seen = claims.filter(({ couldBeSeen }) => couldBeSeen);
  return {
    claims: claims.length,
    unknown: claims.filter(({ isUnknown }) => isUnknown).length,
    needlesslyUnknown: seen.filter(({ isUnknown }) => isUnknown).length,
    couldBeSeen: seen.length,
  };
}
