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

type Word = Phrase | ((...facts: never[]) => Sentence | readonly Sentence[]) | undefined;
