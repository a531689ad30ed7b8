import type { Sentence } from '../words/say.js';

declare const made: unique symbol;

/**
 * What may be said of the world: shown to be so, shown not to be so, or not known, with what would tell. Only this
 * folder makes claims, each kind in a file of its own, by a chain of named rules over what was observed; whoever prints
 * an asserting word or a success mark prints a proven claim's. `reason` is the rule that decided.
 */
export type Claim<Proof extends string, Refutation extends string, Doubt extends string> =
  | { readonly kind: 'proven'; readonly reason: Proof; readonly [made]: true }
  | { readonly kind: 'refuted'; readonly reason: Refutation; readonly [made]: true }
  | {
      readonly kind: 'unknown';
      readonly reason: Doubt;
      /** What would tell, ideally a command. */
      readonly wouldTell: Sentence;
      readonly [made]: true;
    };

/** One rule of a chain: a claim, or null where it decides nothing. The first that decides is the claim. */
export type Rule<Sight, Made> = (sight: Sight) => Made | null;

/** The first claim that the rules make; the last rule always makes one. */
export function firstOf<Sight, Made>(
  rules: readonly Rule<Sight, Made>[],
  last: (sight: Sight) => Made,
): (sight: Sight) => Made {
  return (sight) => {
    for (const rule of rules) {
      const claim = rule(sight);
      if (claim !== null) return claim;
    }
    return last(sight);
  };
}

export function proven<Proof extends string>(reason: Proof): Claim<Proof, never, never> {
  return { kind: 'proven', reason } as Claim<Proof, never, never>;
}

export function refuted<Refutation extends string>(reason: Refutation): Claim<never, Refutation, never> {
  return { kind: 'refuted', reason } as Claim<never, Refutation, never>;
}

export function unknown<Doubt extends string>(
  reason: Doubt,
  wouldTell: Sentence,
): Claim<never, never, Doubt> {
  return { kind: 'unknown', reason, wouldTell } as Claim<never, never, Doubt>;
}
