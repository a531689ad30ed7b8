import type { Translations } from '@ackring/core/words';
import type { Language } from '../messages/language.js';
import type { LoadMessages } from '../messages/messages.js';
import { problems } from '../messages/problems/en.js';
import type { ProblemWords } from '../messages/problems/problem-words.js';
import { en, messagesOf } from './en.js';

/** What the command line needs of a language for sentences and errors. */
export const loadProblems: Readonly<Record<Language, () => Promise<ProblemWords>>> = {
  en: async () => problems,
  ja: () =>
    problemsOf(
      import('@ackring/core/words/ja', { with: { type: 'json' } }),
      import('../words/ja.json', { with: { type: 'json' } }),
    ),
  zh: () =>
    problemsOf(
      import('@ackring/core/words/zh', { with: { type: 'json' } }),
      import('../words/zh.json', { with: { type: 'json' } }),
    ),
};

async function problemsOf(...files: readonly Promise<{ readonly default: Translations }>[]) {
  const [{ problemsIn }, ...read] = await Promise.all([
    import('../messages/problems/problem-words.js'),
    ...files,
  ]);
  return problemsIn(Object.assign({}, ...read.map(({ default: words }) => words)));
}

/** All words of a language, loaded on first use. */
export const loadMessages: LoadMessages = {
  en: async () => en,
  ja: async () => messagesOf('ja', await loadProblems.ja()),
  zh: async () => messagesOf('zh', await loadProblems.zh()),
};
