import { distance } from 'fastest-levenshtein';
import { firstNames } from './first-names.js';
import { type Sentence, say } from './say.js';

/** The candidate that was probably meant, or null if none is close. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps);
  if (best === undefined) return null;
  return best.steps <= mostSteps(word, best.candidate) ? best.candidate : null;
}

/** The only candidate that begins so, of two letters or more, else the nearest; null for neither. */
export function begunOrNearest(word: string, candidates: readonly string[]): string | null {
  const begun = candidates.filter((each) => word.length > 1 && each.startsWith(word.toLowerCase()));
  return begun.length === 1 ? (begun[0] ?? null) : nearest(word, candidates);
}

/** For the end of a sentence: the first of them, and how many more there are; nothing of none. */
export function similarNames(names: readonly string[]): Sentence | '' {
  return names.length === 0 ? '' : say('; similar names: {names}', { names: firstNames(names, 3) });
}

/**
 * The names that are nearest to what was typed, or have it in them; where none is near, those that have most parts of
 * it.
 */
export function nearestNames(typed: string, names: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase();
  const scored = [...new Set(names)].flatMap((name) => {
    const word = name.toLowerCase();
    const score = wanted.length > 1 && word.includes(wanted) ? 0 : distance(word, wanted);
    return score <= mostSteps(wanted, word) ? [{ name, score }] : [];
  });
  const best = Math.min(...scored.map(({ score }) => score));
  const near = scored.filter(({ score }) => score === best).map(({ name }) => name);
  if (near.length === 0) return sharing(typed, names);
  return near.toSorted((a, b) => a.localeCompare(b, 'en'));
}

/**
 * The candidates that have most parts of these words, of three letters or more and perhaps mistyped. What all of several
 * have tells nothing.
 */
export function sharing(words: string, candidates: readonly string[]): readonly string[] {
  const parts = partsOf(words).filter(({ length }) => length > 2);
  const isIn = (part: string, name: string): boolean =>
    name.toLowerCase().includes(part) || (part.length > 3 && nearest(part, partsOf(name)) !== null);
  const count = (name: string) => parts.filter((part) => isIn(part, name)).length;
  const alike = [...new Set(candidates)].map((name) => ({ name, shared: count(name) }));
  const most = Math.max(1, ...alike.map(({ shared }) => shared));
  const found = alike.filter(({ shared }) => shared === most).map(({ name }) => name);
  return found.length > 1 && found.length === alike.length ? [] : found;
}

function partsOf(words: string): readonly string[] {
  return words.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/** Of up to four letters one may be wrong, if another is right, or all of them in another order: else it is a word of its own. */
function mostSteps(word: string, candidate: string): number {
  const shorter = Math.min(word.length, candidate.length);
  if (shorter > 4 || isSameLetters(word, candidate)) return Math.max(2, Math.floor(candidate.length / 3));
  return Math.min(1, shorter - 1);
}

function isSameLetters(one: string, other: string): boolean {
  return [...one.toLowerCase()].sort().join('') === [...other.toLowerCase()].sort().join('');
}
