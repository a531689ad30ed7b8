import type ja from './ja.json';
import { visible } from './visible.js';

/**
 * A sentence for people. Code writes it in English, with its facts in braces; other languages have tables keyed by
 * that English, so that a missing translation does not compile. `{count|file|files}` is one of two, as the fact is 1 or
 * not, and ` #where` at the end tells apart what only English says alike: it is not shown.
 */
export interface Sentence {
  readonly phrase: string;
  readonly facts: Facts;
}

/** A name or number as it is, an instant, a nested sentence, or a list of these. */
export type Fact = string | number | Moment | Sentence | readonly (string | Sentence)[];

/** An instant in RFC 3339, or the day it is in: people read it on their own clock, and programs in UTC. */
export type Moment = { readonly instant: string } | { readonly dayOf: string };

/** To the second: servers and certificates know no more. */
export function instantOf(instant: Date): Moment {
  return { instant: instant.toISOString().replace(/\.\d+Z$/, 'Z') };
}

export function dayOf(instant: Date): Moment {
  return { dayOf: instant.toISOString() };
}

/** Writes an instant for its reader. */
export type TellMoment = (moment: Moment) => string;

type Facts = Readonly<Record<string, Fact>>;

type NameIn<P extends string> = P extends `${string}{${infer Placed}}${infer Rest}`
  ? NameOf<Placed> | NameIn<Rest>
  : never;

/** Without its words for one and for many, or the brace that is to be shown. */
type NameOf<P extends string> = P extends `${infer Name}|${string}` | `{${infer Name}` ? Name : P;

type FactsOf<P extends string> = [NameIn<P>] extends [never]
  ? []
  : [facts: Readonly<Record<NameIn<P>, Fact>>];

/** Makes a sentence from one of `Phrases` and exactly the facts that it names. */
export type Say<Phrases extends string> = <const P extends Phrases>(
  phrase: P,
  ...facts: FactsOf<P>
) => Sentence;

/** English phrases and their translations. */
export type Translations = Readonly<Record<string, string>>;

/** Every sentence of core. */
export type Phrase = keyof typeof ja;

/** Makes sentences from these phrases. */
export function saying<Phrases extends string>(): Say<Phrases> {
  return (phrase, ...[facts = {}]) => ({ phrase, facts });
}

export const say = saying<Phrase>();

/** Text from elsewhere, in whatever language it is. */
export function quoted(text: string): Sentence {
  return say('{text}', { text });
}

/** Text is told as it is. */
export function sentenceOf(text: Sentence | string): Sentence {
  return typeof text === 'string' ? quoted(text) : text;
}

/**
 * What a file keeps beside the English of a sentence, to be told in other languages. Text that does not say the same
 * is not believed.
 */
export function keptSentence(kept: unknown, english: string): Sentence {
  return isSentence(kept) && toText(kept) === english ? kept : quoted(english);
}

function isSentence(value: unknown): value is Sentence {
  if (typeof value !== 'object' || value === null || !('phrase' in value) || !('facts' in value))
    return false;
  const { phrase, facts } = value;
  if (typeof phrase !== 'string' || typeof facts !== 'object' || facts === null) return false;
  return Object.values(facts).every(isFact);
}

function isFact(value: unknown): value is Fact {
  if (typeof value === 'string' || typeof value === 'number' || isMoment(value)) return true;
  return Array.isArray(value)
    ? value.every((each) => typeof each === 'string' || isSentence(each))
    : isSentence(value);
}

function isMoment(value: unknown): value is Moment {
  if (typeof value !== 'object' || value === null) return false;
  const told = 'instant' in value ? value.instant : 'dayOf' in value ? value.dayOf : null;
  return typeof told === 'string' && /^[-+\d:.TZ]+$/.test(told) && !Number.isNaN(Date.parse(told));
}

export function isQuoted({ phrase }: Sentence): boolean {
  return phrase === quoted('').phrase;
}

/**
 * The sentence in the language of `translations`, English by default, with instants as `tell` writes them, in UTC by
 * default. Facts come from clouds and files, so they are made visible.
 */
export function toText(
  { phrase, facts }: Sentence,
  translations: Translations = {},
  tell: TellMoment = inUtc,
): string {
  const factOf = (name: string): Fact => (Object.hasOwn(facts, name) ? facts[name] : null) ?? '';
  const textOf = (name: string): string => factIn(factOf(name), translations, tell);
  if (!Object.hasOwn(translations, phrase))
    return wordIn(phrase, {}).replace(
      /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g,
      (_, name: string, one?: string, many = '') =>
        one === undefined ? textOf(name) : factOf(name) === 1 ? one : many,
    );
  const blankAsNul = (blank: string): string => (blank === '' ? '' : '\0');
  return wordIn(phrase, translations)
    .replace(/( ?)\{(\w+)\}( ?)/g, (_, before: string, name: string, after: string) =>
      [blankAsNul(before), textOf(name), blankAsNul(after)].join(''),
    )
    .replace(/\0/g, (_, at: number, text: string) => (isBetweenWide(text, at) ? '' : ' '));
}

/** A phrase without facts, whose braces are its own. */
export function wordIn(phrase: string, translations: Translations): string {
  const translation = Object.hasOwn(translations, phrase) ? translations[phrase] : undefined;
  return translation ?? phrase.replace(/ #\w+$/, '');
}

/** Chinese and Japanese put no space between their own characters. */
function isBetweenWide(text: string, at: number): boolean {
  return wide.test(text.charAt(at - 1)) && wide.test(text.charAt(at + 1));
}

const wide = /[\u3000-\u9fff\uff00-\uff60]/;

function factIn(fact: Fact, translations: Translations, tell: TellMoment): string {
  if (typeof fact === 'string') return visible(fact);
  if (typeof fact === 'number') return String(fact);
  if ('phrase' in fact) return toText(fact, translations, tell);
  if (isMoment(fact)) return tell(fact);
  return fact.map((each) => factIn(each, translations, tell)).join(translations[', '] ?? ', ');
}

function inUtc(moment: Moment): string {
  return 'instant' in moment ? moment.instant : moment.dayOf.replace(/T.*/, '');
}
