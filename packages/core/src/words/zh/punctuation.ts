import type { punctuation as ja } from '../ja/punctuation.js';

/** How sentences and lists are joined. */
export const punctuation: Readonly<Record<keyof typeof ja, string>> = {
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  '{summary} {problems}': '{summary} {problems}',
  'and {count} more': '另有 {count} 项',
};
