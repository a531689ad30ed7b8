import { join } from 'node:path';
import { readNamedFile } from '@ackring/core/machine';
import { AckringError, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { defaultSettings, type Settings } from './settings.js';

/** The settings file; `conf` owns it. */
export interface SettingsStore {
  readonly file: string;
  /** Throws ConfigurationInvalid, naming every problem. */
  read(): Promise<Settings>;
  /** Writes the changes, and returns all settings. */
  change(part: Partial<Settings>): Promise<Settings>;
}

/** The settings' file name in their folder. */
export function settingsFile(folder: string): string {
  return join(folder, 'config.json');
}

/**
 * Settings in `<folder>/config.json`. Reading bypasses `conf`, which takes as long to load as five whole starts of
 * Node: most runs find no file at all, and none of the quick commands ever writes one.
 */
export function createSettingsStore(folder: string): SettingsStore {
  const file = settingsFile(folder);
  const read = async () => decode(readIfThere(file), file);
  return {
    file,
    read,
    change: async (part) => {
      const settings = { ...(await read()), ...part };
      const { decodeSettings } = await import('./settings-schema.js');
      decodeSettings(settings, file);
      await write(folder, file, settings);
      return settings;
    },
  };
}

function readIfThere(file: string): string | null {
  try {
    return readNamedFile(file).toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    if (error instanceof AckringError) throw error;
    throw new AckringError('FileUnreadable', say('cannot read the settings in {file}', { file }), {
      remedy: say('Make it readable for you: `{command}`.', { command: shell`ls -l ${file}` }),
      cause: error,
    });
  }
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

async function write(folder: string, file: string, settings: Settings): Promise<void> {
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
}
