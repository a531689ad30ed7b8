import { folded } from '@ackring/core/words';
import fuzzysort from 'fuzzysort';

/** With fewer letters than this, nearly every text contains them in order. */
const fewest = 3;

/** How far the letters may be apart: this many places for each of them, and some more. */
const spread = 3;
const slack = 6;

/**
 * Whether a text has the letters of a word in order, though not adjacent: `tkyo` in `prod-tokyo`. Scattered over a
 * long text they do not count. Both are folded.
 */
export function isFuzzilyIn(word: string, text: string): boolean {
  if (word.length < fewest) return false;
  const farthest = word.length * spread + slack;
  const first = word.charAt(0);
  for (let start = text.indexOf(first); start !== -1; start = text.indexOf(first, start + 1)) {
    const end = endOf(word, text, start);
    // No later start will find what is missing from here on.
    if (end === -1) return false;
    if (end - start <= farthest) return true;
  }
  return false;
}

/** The place of the last letter if the first is at `start`; -1 if one is missing. */
function endOf(word: string, text: string, start: number): number {
  let at = start;
  for (let letter = 1; letter < word.length && at !== -1; letter += 1) {
    at = text.indexOf(word.charAt(letter), at + 1);
  }
  return at;
}

/** From the best to the loosest, each for two folded texts. */
const likenesses: readonly ((text: string, word: string) => boolean)[] = [
  (text, word) => text === word,
  (text, word) => text.startsWith(word),
  (text, word) => text.includes(word),
  (text, word) => isFuzzilyIn(word, text),
];

/** What is called exactly so; else what begins so, then what contains it, then what has its letters. */
export function mostAlike<Named>(
  all: readonly Named[],
  nameOf: (each: Named) => string,
  word: string,
): readonly Named[] {
  const sought = folded(word);
  const names = all.map((each) => folded(nameOf(each)));
  for (const isLike of likenesses) {
    const found = all.filter((_, index) => isLike(names[index] ?? '', sought));
    if (found.length > 0) return found;
  }
  return [];
}

/** The places of the letters in a matching text, where an eye would look for them: at the beginnings of its parts. */
export function fuzzyPlaces(word: string, text: string): readonly number[] {
  // Prepared here and dropped: fuzzysort's own cache never forgets a text.
  return fuzzysort.single(word, fuzzysort.prepare(text))?.indexes ?? [];
}
