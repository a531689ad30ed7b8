import { type Phrase as OfCore, type Say, type Sentence, saying } from '@ackring/core/words';
import type own from '../words/ja.json';

/** Every sentence of the program and of core. */
export type Phrase = OfCore | keyof typeof own;

/** Makes a sentence of the program's own, or of core's. */
export const say: Say<Phrase> = saying();

/** What a room says, by name: words as they stand, and sentences with facts, several of which are told in a row. */
export interface Words {
  readonly [name: string]: Word | readonly Word[] | Words;
}

type Word = string | ((...facts: never[]) => Sentence | readonly Sentence[]) | undefined;

/** The words that are no sentence: each is looked up by itself, since a union of all would be compared with each group. */
export type Unsaid<W> = W extends string
  ? Exclude<W, Phrase>
  : W extends readonly (infer Each)[]
    ? Unsaid<Each>
    : W extends ((...facts: never[]) => unknown) | undefined
      ? never
      : { [Name in keyof W]-?: Unsaid<W[Name]> }[keyof W];
