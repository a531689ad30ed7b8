import { type Line, lineText, type Span } from './drawing/line.js';
import type { LitWord } from './filter.js';
import { fuzzyPlaces, isFuzzilyIn } from './fuzzy.js';
import { folded } from './query.js';

/** A cell with the letters that a filter found in it highlighted. */
export function litLine(line: Line, words: readonly LitWord[]): Line {
  if (words.length === 0) return line;
  const places = litPlaces(lineText(line), words);
  return places.size === 0 ? line : lit(line, places);
}

/** The places of the letters in UTF-16 units. */
function litPlaces(text: string, words: readonly LitWord[]): ReadonlySet<number> {
  const { plain, origin } = foldedLetters(text);
  const places = new Set<number>();
  for (const { word, isFuzzy } of words) {
    const at = plain.indexOf(word);
    if (at !== -1) for (let letter = 0; letter < word.length; letter += 1) add(at + letter);
    else if (isFuzzy && isFuzzilyIn(word, plain)) for (const place of fuzzyPlaces(word, plain)) add(place);
  }
  return places;

  function add(place: number): void {
    const from = origin?.[place] ?? place;
    // Both halves of a letter outside the BMP.
    const isHalf = /[\ud800-\udbff]/.test(text.charAt(from));
    places.add(from);
    if (isHalf) places.add(from + 1);
  }
}

/** Folded, with the position in the text of each folded letter; null if none has moved. */
function foldedLetters(text: string): { readonly plain: string; readonly origin: readonly number[] | null } {
  const plain = folded(text);
  if (plain.length === text.length) return { plain, origin: null };
  const origin: number[] = [];
  let at = 0;
  for (const letter of text) {
    for (let count = folded(letter).length; count > 0; count -= 1) origin.push(at);
    at += letter.length;
  }
  return { plain, origin };
}

function lit(line: Line, places: ReadonlySet<number>): Line {
  const spans: Span[] = [];
  let at = 0;
  for (const part of line) {
    let from = 0;
    for (let end = 1; end <= part.text.length; end += 1) {
      const isLit = places.has(at + from);
      if (end < part.text.length && places.has(at + end) === isLit) continue;
      const text = part.text.slice(from, end);
      spans.push(isLit ? { ...part, text, tone: 'lit' } : { ...part, text });
      from = end;
    }
    at += part.text.length;
  }
  return spans;
}
