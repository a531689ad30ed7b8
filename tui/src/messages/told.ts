import { type Sentence, type Translations, wordIn } from '@ackring/core/words';
import type { Unsaid, Words } from './say.js';

/** The same words in a language, each sentence a text. */
export type Told<W> = W extends string
  ? string
  : W extends (...facts: infer Facts) => unknown
    ? (...facts: Facts) => string
    : { readonly [Name in keyof W]: Told<W[Name]> };

/**
 * Tells words in the language of `translations`, each group of them when it is first read: a start needs few. `text`
 * makes the text of a sentence. A word without translation does not compile: the error names it.
 */
export function told<W extends Words>(
  words: [Unsaid<W>] extends [never] ? W : Unsaid<W>,
  translations: Translations,
  text: (sentence: Sentence) => string,
): Told<W> {
  const tell = (each: Words | Words[string]): unknown => {
    if (typeof each === 'string') return wordIn(each, translations);
    if (typeof each === 'function') return (...facts: never[]) => textOf(each(...facts));
    if (Array.isArray(each)) return each.map(tell);
    return Object.fromEntries(Object.entries(each ?? {}).map(([name, word]) => [name, tell(word)]));
  };
  const textOf = (said: Sentence | readonly Sentence[]): string =>
    'phrase' in said ? text(said) : said.map(text).join(' · ');
  const groups = {};
  for (const [name, word] of Object.entries<Words[string]>(words as W)) {
    let value: unknown;
    Object.defineProperty(groups, name, { enumerable: true, get: () => (value ??= tell(word)) });
  }
  return groups as Told<W>;
}
