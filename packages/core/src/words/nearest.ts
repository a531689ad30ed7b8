import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, or null if none is close. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps);
  if (best === undefined) return null;
  return best.steps <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : null;
}
