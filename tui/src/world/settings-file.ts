import { join } from 'node:path';
import { readNamedFile, textIfThere } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { type Language, languageOf, languages } from '../messages/language.js';
import { say } from '../messages/say.js';
import { configFolder } from './folders.js';
import { defaultSettings, type Settings } from './settings.js';

/** The settings' file name in their folder. */
export function settingsFile(folder: string): string {
  return join(folder, 'config.json');
}

/**
 * The settings in a file, the defaults without one. Reading bypasses `conf`, which takes as long to load as five whole
 * starts of Node: most runs find no file at all, and none of the quick commands ever writes one. Throws
 * ConfigurationInvalid, naming every problem.
 */
export async function readSettings(file: string): Promise<Settings> {
  return decode(textIfThere(file), file);
}

async function decode(text: string | null, file: string): Promise<Settings> {
  if (text === null) return defaultSettings;
  const { decodeSettings } = await import('./settings-schema.js');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AckringError('ConfigurationInvalid', say('the settings in {file} are not JSON', { file }), {
      remedy: say('Correct {file}, or remove it for the defaults.', { file }),
      cause: error,
    });
  }
  return decodeSettings(value, file);
}

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
