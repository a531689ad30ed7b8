/** Chance that repeats itself: the same from the same seed, so that what fails today fails tomorrow. */
export interface Random {
  /** From 0 to one below. */
  below(bound: number): number;
  /** True once in so many times. */
  once(inTimes: number): boolean;
  /** Throws for none. */
  one<T>(choices: readonly T[]): T;
  /** All of them, in another order. */
  shuffled<T>(list: readonly T[]): T[];
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    below,
    once: (inTimes) => below(inTimes) === 0,
    one: (choices) => {
      const [chosen] = choices.slice(below(choices.length));
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
    shuffled: (list) => {
      const ranks = list.map((item) => ({ item, rank: below(2 ** 30) }));
      return ranks.sort((one, other) => one.rank - other.rank).map(({ item }) => item);
    },
  };
}
