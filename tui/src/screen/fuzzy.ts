import fuzzysort from 'fuzzysort';

/** With fewer letters than this, nearly every text has them somewhere in this order. */
const fewest = 3;

/** How widely the letters may be strewn: over this many places for each of them, and some more. */
const spread = 3;
const slack = 6;

/**
 * Whether a text has the letters of a word in this order, though not side by side: `tkyo` in `prod-tokyo`. Strewn over
 * a long text they are an accident. Both are folded.
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

/** Where the last letter stands when the first stands at `start`; -1 where one is missing. */
function endOf(word: string, text: string, start: number): number {
  let at = start;
  for (let letter = 1; letter < word.length && at !== -1; letter += 1) {
    at = text.indexOf(word.charAt(letter), at + 1);
  }
  return at;
}

/** The places of the letters in a text that has them, where an eye would look for them: at the beginnings of its parts. */
export function fuzzyPlaces(word: string, text: string): readonly number[] {
  // Prepared here and dropped: fuzzysort's own cache of texts forgets none.
  return fuzzysort.single(word, fuzzysort.prepare(text))?.indexes ?? [];
}
