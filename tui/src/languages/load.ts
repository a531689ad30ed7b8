import type { LoadMessages } from '../messages/messages.js';

/** All words of a language, loaded on first use: JSON needs none. */
export const loadMessages: LoadMessages = {
  en: async () => (await import('./en.js')).en,
  ja: async () => (await import('./ja.js')).ja,
  zh: async () => (await import('./zh.js')).zh,
};
