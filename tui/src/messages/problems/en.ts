import type { ProblemWords } from './problem-words.js';

/** Core speaks English itself. */
export const problems: ProblemWords = {
  translations: {},
  message: (_code, text) => text,
  remedy: (_code, text) => text,
  detail: (_cause, text) => text,
  advice: (_cause, text) => text,
};
