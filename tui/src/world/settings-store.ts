import { AckringError, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Settings } from './settings.js';
import { readSettings, settingsFile } from './settings-file.js';

/** The settings file; `conf` owns it. */
export interface SettingsStore {
  readonly file: string;
  /** Throws ConfigurationInvalid, naming every problem. */
  read(): Promise<Settings>;
  /** Writes the changes, and returns all settings. */
  change(part: Partial<Settings>): Promise<Settings>;
}

/** Settings in `<folder>/config.json`. */
export function createSettingsStore(folder: string): SettingsStore {
  const file = settingsFile(folder);
  const read = () => readSettings(file);
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
