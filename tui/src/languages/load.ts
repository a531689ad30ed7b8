import type { Language } from '../messages/language.js';
import type { LoadMessages } from '../messages/messages.js';
import { problems } from '../messages/problems/en.js';
import type { ProblemWords } from '../messages/problems/problem-words.js';

/** What the command line needs of a language for sentences and errors. */
export const loadProblems: Readonly<Record<Language, () => Promise<ProblemWords>>> = {
  en: async () => problems,
  ja: async () => (await import('../messages/problems/ja.js')).problems,
  zh: async () => (await import('../messages/problems/zh.js')).problems,
};

/** All words of a language, loaded on first use: JSON needs none. */
export const loadMessages: LoadMessages = {
  en: async () => (await import('./en.js')).en,
  ja: () => spoken('ja'),
  zh: () => spoken('zh'),
};

async function spoken(language: Language) {
  const [{ messagesOf }, problems] = await Promise.all([import('./en.js'), loadProblems[language]()]);
  return messagesOf(language, problems);
}
