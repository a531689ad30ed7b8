import type { Language } from '../world/settings.js';
import { en } from './en.js';
import { ja } from './ja.js';
import { zh } from './zh.js';

export type Messages = typeof en;

const tables: Readonly<Record<Language, Messages>> = { en, ja, zh };

export function messagesIn(language: Language): Messages {
  return tables[language];
}

/** The language of the machine's locale: `LC_ALL`, then `LC_MESSAGES`, then `LANG`; English for the rest. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  if (locale.startsWith('ja')) return 'ja';
  return locale.startsWith('zh') ? 'zh' : 'en';
}
