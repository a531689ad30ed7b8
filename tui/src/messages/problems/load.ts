import type { Language } from '../language.js';
import { problems } from './en.js';
import type { ProblemWords } from './problem-words.js';

/** What the command line needs of a language for sentences and errors. */
export const loadProblems: Readonly<Record<Language, () => Promise<ProblemWords>>> = {
  en: async () => problems,
  ja: async () => (await import('./ja.js')).problems,
  zh: async () => (await import('./zh.js')).problems,
};
