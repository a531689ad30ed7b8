import { type Phrase, type Say, saying } from '@ackring/core/words';
import type said from '../words/ja.json';

/** Makes a sentence of the program's own, or of core's. */
export const say: Say<Phrase | keyof typeof said> = saying();
