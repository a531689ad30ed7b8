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
  const texts = partsOf(wordIn(phrase, translations)).map((part) => {
    if (typeof part === 'string') return part;
    const fact = factOf(part.name);
    if (part.one !== undefined) return fact === 1 ? part.one : part.many;
    return factIn(fact, translations, tell);
  });
  return Object.hasOwn(translations, phrase) ? texts.reduce(joined, '') : texts.join('');
}

/** A phrase without facts, whose braces are its own. */
export function wordIn(phrase: string, translations: Translations): string {
  const translation = Object.hasOwn(translations, phrase) ? translations[phrase] : undefined;
  return translation ?? phrase.replace(/ #\w+$/, '');
}

/** The place of a fact; with `one` and `many`, of the word that its number asks for. */
interface Place {
  readonly name: string;
  readonly one: string | undefined;
  readonly many: string;
}

const cut = new Map<string, readonly (string | Place)[]>();

/** A phrase cut at its braces, once: a screen says the same again and again. */
function partsOf(phrase: string): readonly (string | Place)[] {
  const known = cut.get(phrase);
  if (known !== undefined) return known;
  const parts: (string | Place)[] = [];
  let end = 0;
  for (const { 0: whole, 1: name = '', 2: one, 3: many = '', index } of phrase.matchAll(braces)) {
    parts.push(phrase.slice(end, index), { name, one, many });
    end = index + whole.length;
  }
  parts.push(phrase.slice(end));
  cut.set(phrase, parts);
  return parts;
}

const braces = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;

/** Chinese and Japanese put no space between their own characters, where a fact meets its sentence. */
function joined(text: string, next: string): string {
  if (text.endsWith(' ') && wide.test(text.charAt(text.length - 2)) && wide.test(next.charAt(0)))
    return text.slice(0, -1) + next;
  const isSpared =
    next.startsWith(' ') && wide.test(text.charAt(text.length - 1)) && wide.test(next.charAt(1));
  return text + (isSpared ? next.slice(1) : next);
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
