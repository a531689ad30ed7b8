/** The available languages, each by its own name. */
export const languageNames = { en: 'English', ja: '日本語', zh: '中文' } as const;
export const languages = ['en', 'ja', 'zh'] as const satisfies readonly (keyof typeof languageNames)[];
export type Language = keyof typeof languageNames;

/** The language of the machine's locale: `LC_ALL`, then `LC_MESSAGES`, then `LANG`; English otherwise. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  if (locale.startsWith('ja')) return 'ja';
  return locale.startsWith('zh') ? 'zh' : 'en';
}
