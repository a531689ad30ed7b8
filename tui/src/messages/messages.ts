import type { Language } from '../world/settings.js';

/** Every word of the full screen: those of `languages/en.ts`, where all features bring theirs. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where its parts are at home
export interface Messages {}

let installed: Readonly<Record<Language, Messages>> | null = null;

/** Called once, with the table of features: what speaks knows no feature. */
export function installMessages(languages: Readonly<Record<Language, Messages>>): void {
  installed = languages;
}

export function messagesIn(language: Language): Messages {
  if (installed === null) throw new Error('the table of features was not loaded');
  return installed[language];
}

/** The language of the machine's locale: `LC_ALL`, then `LC_MESSAGES`, then `LANG`; English for the rest. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  if (locale.startsWith('ja')) return 'ja';
  return locale.startsWith('zh') ? 'zh' : 'en';
}
