import type { Language } from './language.js';

/** Every word of the full screen: `languages/en.ts`, which includes all features'. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where its parts are at home
export interface Messages {}

/** Loads a language when it is first chosen. */
export type LoadMessages = Readonly<Record<Language, () => Promise<Messages>>>;

const loaded = new Map<Language, Messages>();
let load: LoadMessages | null = null;

/** Called once, with the table of features: messages know no feature. */
export function installMessages(english: Messages, others: LoadMessages): void {
  loaded.set('en', english);
  load = others;
}

/** Loads a language before it is needed. */
export async function loadLanguage(language: Language): Promise<void> {
  if (load !== null && !loaded.has(language)) loaded.set(language, await load[language]());
}

/** The words of a language; the English ones while it is not loaded. */
export function messagesIn(language: Language): Messages {
  const messages = loaded.get(language) ?? loaded.get('en');
  if (messages === undefined) throw new Error('the table of features was not loaded');
  return messages;
}

/** The word for a code of the cloud or of a report; one that this program does not know is shown as it is. */
export function wordOf(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word;
}
