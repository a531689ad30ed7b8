import { folded } from '@ackring/core/words';
import { type Line, lineText, type Span } from './drawing/line.js';
import type { LitWord } from './filter.js';
import { fuzzyPlaces } from './fuzzy.js';

/** A cell with the letters that a filter found in it highlighted. */
export function litLine(line: Line, words: readonly LitWord[]): Line {
  if (words.length === 0) return line;
  const text = lineText(line);
  const plain = folded(text);
  const found = words.flatMap(({ word, like }): readonly number[] => {
    const at = plain.indexOf(word);
    if (at !== -1) return Array.from({ length: word.length }, (_, letter) => at + letter);
    return like?.(word, plain) === true ? fuzzyPlaces(word, plain) : [];
  });
  return found.length === 0 ? line : lit(line, placesIn(text, plain, found));
}

/** What a filter found in the facts of a row that its text does not show; a fact that is the word itself adds nothing. */
export function unseenFinds(
  shown: string,
  facts: readonly string[],
  words: readonly LitWord[],
): readonly string[] {
  const plain = folded(shown);
  const found = words.flatMap((sought) =>
    isIn(sought, plain)
      ? []
      : (facts.find((fact) => folded(fact) !== sought.word && isIn(sought, folded(fact))) ?? []),
  );
  return [...new Set(found)];
}

/** Whether a row's text shows every word that a filter found. */
export function isShown(shown: string, words: readonly LitWord[]): boolean {
  const plain = folded(shown);
  return words.every((sought) => isIn(sought, plain));
}

function isIn({ word, like }: LitWord, plain: string): boolean {
  return plain.includes(word) || like?.(word, plain) === true;
}

/** The places in a text, in UTF-16 units, of letters found in its folded form. */
function placesIn(text: string, plain: string, found: readonly number[]): ReadonlySet<number> {
  const origin = originOf(text, plain);
  const places = new Set<number>();
  for (const place of found) {
    const from = origin?.[place] ?? place;
    places.add(from);
    // Both halves of a letter outside the BMP.
    if (/[\ud800-\udbff]/.test(text.charAt(from))) places.add(from + 1);
  }
  return places;
}

/** The position in a text of each of its folded letters; null if none has moved. */
function originOf(text: string, plain: string): readonly number[] | null {
  if (plain.length === text.length) return null;
  const origin: number[] = [];
  let at = 0;
  for (const letter of text) {
    for (let count = folded(letter).length; count > 0; count -= 1) origin.push(at);
    at += letter.length;
  }
  return origin;
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
