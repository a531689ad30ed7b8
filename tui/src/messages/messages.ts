import type { Language } from './language.js';

/** Every word of the full screen in a language: `languages/en.ts`, which includes all features'. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where its parts are at home
export interface Messages {}

/** Loads a language when it is first chosen. */
export type LoadMessages = Readonly<Record<Language, () => Promise<Messages>>>;

const loaded = new Map<Language, Messages>();
let load: LoadMessages | null = null;

/** Called once, with the table of commands or of features: messages know neither. */
export function installLanguages(languages: LoadMessages): void {
  load = languages;
}

/** The same for a screen, which draws before it could load anything. */
export function installMessages(english: Messages, languages: LoadMessages): void {
  loaded.set('en', english);
  installLanguages(languages);
}

/** Loads a language before it is needed. */
export async function loadLanguage(language: Language): Promise<void> {
  if (load !== null && !loaded.has(language)) loaded.set(language, await load[language]());
}

/** The words of a language, loaded. */
export async function loadedMessages(language: Language): Promise<Messages> {
  await loadLanguage(language);
  return messagesIn(language);
}

/** The words of a language; the English ones while it is not loaded. */
export function messagesIn(language: Language): Messages {
  const messages = loaded.get(language) ?? loaded.get('en');
  if (messages === undefined) throw new Error('no table of features or of commands was loaded');
  return messages;
}

/** The word for a code of the cloud or of a report; one that this program does not know is shown as it is. */
export function wordOf(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word;
}
