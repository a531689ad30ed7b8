import { type Random, randomFrom } from '@ackring/testkit/random';

/** What was said of a world, and whether it is so there. */
export interface Claimed {
  readonly what: string;
  readonly said: string;
  /** Null if it is true. */
  readonly untrue: string | null;
  readonly isUnknown: boolean;
  /** Everything that it needs could be seen. */
  readonly couldBeSeen: boolean;
}

/** Worlds of one kind: made by chance, with their truth, and played. */
export interface Worlds<World> {
  draw(random: Random, index: number): World;
  /** The same world with one thing less, each. */
  smaller(world: World): readonly World[];
  /** Everything that is said of it, held against what is so. */
  play(world: World): Promise<readonly Claimed[]>;
}

export interface Held {
  readonly claims: number;
  readonly unknown: number;
  /** Unknown where everything could be seen, of all such claims. */
  readonly needlesslyUnknown: number;
  readonly couldBeSeen: number;
  /** The smallest world in which a claim is not true; null if all are. */
  readonly untrue: string | null;
}

/** Plays worlds of one seed, so many at once, until a claim is untrue, and makes that world as small as it gets. */
export async function holdClaims<World>(
  worlds: Worlds<World>,
  { from, count, atOnce = 1 }: { readonly from: number; readonly count: number; readonly atOnce?: number },
): Promise<Held> {
  const all: Claimed[] = [];
  for (let first = 0; first < count; first += atOnce) {
    const drawn = Array.from({ length: Math.min(atOnce, count - first) }, (_, at) =>
      worlds.draw(randomFrom(from + first + at), first + at),
    );
    const played = await Promise.all(
      drawn.map(async (world) => ({ world, claims: await worlds.play(world) })),
    );
    for (const { world, claims } of played) {
      all.push(...claims);
      if (claims.some(isUntrue)) return { ...countsOf(all), untrue: await smallest(worlds, world, claims) };
    }
  }
  return { ...countsOf(all), untrue: null };
}

const isUntrue = ({ untrue }: Claimed): boolean => untrue !== null;

async function smallest<World>(
  worlds: Worlds<World>,
  world: World,
  claims: readonly Claimed[],
): Promise<string> {
  for (const smaller of worlds.smaller(world)) {
    const again = await worlds.play(smaller);
    if (again.some(isUntrue)) return smallest(worlds, smaller, again);
  }
  return JSON.stringify({ world, wrong: claims.filter(isUntrue) }, null, 1);
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
