import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, or null if none is close. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps);
  if (best === undefined) return null;
  return best.steps <= mostSteps(word, best.candidate) ? best.candidate : null;
}

/**
 * The candidates that have a part of these words, of three letters or more and perhaps mistyped, those with most of
 * them first.
 */
export function sharing(words: string, candidates: readonly string[]): readonly string[] {
  const parts = partsOf(words).filter(({ length }) => length > 2);
  const isIn = (part: string, name: string): boolean =>
    name.toLowerCase().includes(part) || (part.length > 3 && nearest(part, partsOf(name)) !== null);
  const count = (name: string) => parts.filter((part) => isIn(part, name)).length;
  const alike = [...new Set(candidates)].map((name) => ({ name, shared: count(name) }));
  return alike
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .map(({ name }) => name);
}

function partsOf(words: string): readonly string[] {
  return words.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/** Of up to three letters one may be wrong, if another is right, or all of them in another order: else it is a word of its own. */
function mostSteps(word: string, candidate: string): number {
  const shorter = Math.min(word.length, candidate.length);
  if (shorter > 3 || isSameLetters(word, candidate)) return Math.max(2, Math.floor(candidate.length / 3));
  return Math.min(1, shorter - 1);
}

function isSameLetters(one: string, other: string): boolean {
  return [...one.toLowerCase()].sort().join('') === [...other.toLowerCase()].sort().join('');
}
