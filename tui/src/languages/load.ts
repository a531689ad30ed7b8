import type { Language } from '../messages/language.js';
import type { LoadMessages } from '../messages/messages.js';
import { problems } from '../messages/problems/en.js';
import type { ProblemWords } from '../messages/problems/problem-words.js';
import { en, messagesOf } from './en.js';

/** What the command line needs of a language for sentences and errors. */
export const loadProblems: Readonly<Record<Language, () => Promise<ProblemWords>>> = {
  en: async () => problems,
  ja: async () => (await import('../messages/problems/ja.js')).problems,
  zh: async () => (await import('../messages/problems/zh.js')).problems,
};

/** All words of a language, loaded on first use. */
export const loadMessages: LoadMessages = {
  en: async () => en,
  ja: async () => messagesOf('ja', await loadProblems.ja()),
  zh: async () => messagesOf('zh', await loadProblems.zh()),
};
