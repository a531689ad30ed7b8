import { join } from 'node:path';
import { textIfThere } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';
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
