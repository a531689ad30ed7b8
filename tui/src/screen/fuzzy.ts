import { folded } from '@ackring/core/words';
import fuzzysort from 'fuzzysort';

/** Whether a text has the letters of a word in order, though not adjacent. Both are folded. */
export type Likeness = (word: string, text: string) => boolean;

/**
 * The ways in which it can, from the best to the loosest: what has them in one way is not wanted where another has
 * them in a better one.
 */
export const lettersInOrder: readonly Likeness[] = [
  // `ph` and `prodh` in `prod-hangzhou`.
  (word, text) => isInParts(word, text, false),
  // `hz` and `prodhz` there.
  (word, text) => isInParts(word, text, true),
  isClosely,
];

const separators: ReadonlySet<number> = new Set(Array.from('-_/. :@=', (sign) => sign.charCodeAt(0)));
const slash = '/'.charCodeAt(0);

/**
 * Two letters may have two whole parts of a name between them, but none beside a slash: what stands before the last one
 * is often the same in every row, as in `ack/ap-northeast-1/prod`.
 */
const farthest = 3;

/**
 * Each letter begins a part of the text or follows upon the one before: with `withinParts` anywhere in the same part.
 * Scattered over a long text, or over parts whose beginning is not meant, they do not count.
 */
function isInParts(word: string, text: string, withinParts: boolean): boolean {
  if (word.length < 2 || !isInOrder(word, text)) return false;
  // For each letter, where the word up to it ends last so far; and in which part, counted as far as they are apart.
  const ends = new Int32Array(word.length).fill(-2);
  const endParts = new Int32Array(word.length);
  let part = 0;
  let begins = true;
  // So many letters have been found so far.
  let met = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    for (let letter = Math.min(word.length - 1, met); letter >= 0; letter -= 1) {
      if (word.charCodeAt(letter) !== sign) continue;
      const before = letter === 0 ? -2 : (ends[letter - 1] ?? -2);
      const apart = letter === 0 ? 0 : part - (endParts[letter - 1] ?? 0);
      const isNear = before === at - 1 || (begins && apart <= farthest) || (withinParts && apart === 0);
      if (letter === 0 ? !begins : before < 0 || !isNear) continue;
      if (letter === word.length - 1) return true;
      met = Math.max(met, letter + 1);
      ends[letter] = at;
      endParts[letter] = part;
    }
    begins = separators.has(sign);
    if (begins) part += sign === slash ? farthest : 1;
  }
  return false;
}

/** Beginning anywhere, with one letter left out for two that are there: `rodtoky` in `prod-tokyo`. */
function isClosely(word: string, text: string): boolean {
  if (word.length < 3) return false;
  const most = word.length + Math.floor(word.length / 2);
  const first = word.charAt(0);
  for (let start = text.indexOf(first); start !== -1; start = text.indexOf(first, start + 1)) {
    const end = endOf(word, text, start);
    // No later start will find what is missing from here on.
    if (end === -1) return false;
    if (end - start < most) return true;
  }
  return false;
}

function isInOrder(word: string, text: string): boolean {
  const start = text.indexOf(word.charAt(0));
  return start !== -1 && endOf(word, text, start) !== -1;
}

/** The place of the last letter if the first is at `start`; -1 if one is missing. */
function endOf(word: string, text: string, start: number): number {
  let at = start;
  for (let letter = 1; letter < word.length && at !== -1; letter += 1) {
    at = text.indexOf(word.charAt(letter), at + 1);
  }
  return at;
}

/** What is similar in the best way in which anything is. */
export function mostSimilar<Named>(
  all: readonly Named[],
  nameOf: (each: Named) => string,
  word: string,
  likenesses: readonly Likeness[],
): readonly Named[] {
  const sought = folded(word);
  const names = all.map((each) => folded(nameOf(each)));
  for (const isLike of likenesses) {
    const found = all.filter((_, index) => isLike(sought, names[index] ?? ''));
    if (found.length > 0) return found;
  }
  return [];
}

/** What is called exactly so; else what begins so, then what contains it, then what has its letters. */
export function mostAlike<Named>(
  all: readonly Named[],
  nameOf: (each: Named) => string,
  word: string,
): readonly Named[] {
  return mostSimilar(all, nameOf, word, [
    (sought, name) => name === sought,
    (sought, name) => name.startsWith(sought),
    (sought, name) => name.includes(sought),
    ...lettersInOrder,
  ]);
}

/** The places of the letters in a matching text, where an eye would look for them: at the beginnings of its parts. */
export function fuzzyPlaces(word: string, text: string): readonly number[] {
  // Prepared here and dropped: fuzzysort's own cache never forgets a text.
  return fuzzysort.single(word, fuzzysort.prepare(text))?.indexes ?? [];
}
