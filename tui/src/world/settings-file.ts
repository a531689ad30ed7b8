import { join } from 'node:path';
import { readNamedFile, textIfThere } from '@ackring/core/machine';
import { AckringError, shell } from '@ackring/core/words';
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

/** Writes the changes, and returns all settings; `conf` owns the file. Throws ConfigurationInvalid, FileUnwritable. */
export async function changeSettings(folder: string, part: Partial<Settings>): Promise<Settings> {
  const file = settingsFile(folder);
  const settings = { ...(await readSettings(file)), ...part };
  const { decodeSettings } = await import('./settings-schema.js');
  decodeSettings(settings, file);
  const { default: Conf } = await import('conf');
  const { makePrivateFolder } = await import('@ackring/core/machine');
  try {
    await makePrivateFolder(folder);
    const conf = new Conf<Record<string, unknown>>({
      cwd: folder,
      configName: 'config',
      configFileMode: 0o600,
    });
    conf.store = { ...settings };
  } catch (error) {
    throw new AckringError('FileUnwritable', say('cannot write the settings in {file}', { file }), {
      remedy: say('Make the folder yours and writable: `{command}`.', { command: shell`ls -ld ${folder}` }),
      cause: error,
    });
  }
  return settings;
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
