import { readNamedFile } from '@ackring/core/machine';
import { type Language, languageOf, languages } from '../messages/language.js';
import { configFolder } from './folders.js';
import { settingsFile } from './settings-file.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of the command line: `--lang`, then the settings, then the machine's locale. */
export function chosenLanguage(
  flag: string | null,
  { environment, home }: { readonly environment: Environment; readonly home: string },
): Language {
  const setting =
    languages.find((language) => language === flag) ?? settingIn(configFolder(environment, home));
  return setting ?? languageOf(environment);
}

/** Ignores the other settings: problems are reported by whoever uses them. */
function settingIn(folder: string): Language | null {
  try {
    const value: unknown = JSON.parse(readNamedFile(settingsFile(folder)).toString('utf8'));
    if (typeof value !== 'object' || value === null || !('language' in value)) return null;
    return languages.find((language) => language === value.language) ?? null;
  } catch {
    return null;
  }
}
