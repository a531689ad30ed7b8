import { lazy } from '@ackring/core/cloud';
import { createWorld, type World, type WorldOptions } from '@ackring/core/world';
import { configFolder, stateFolder } from './folders.js';
import type { Settings } from './settings.js';
import { createSettingsStore } from './settings-store.js';

/** All that commands and screens may call: core's world, and the settings of the person who looks at it. */
export interface Services extends World {
  settings(): Promise<Settings>;
  saveSettings(change: Partial<Settings>): Promise<Settings>;
}

/** What flags and the process give; the home folder is what settings, state, `~/.kube` and `~/.aliyun` hang on. */
export type ServiceOptions = Omit<WorldOptions, 'settings' | 'configFolder' | 'stateFolder'>;

export type CreateServices = (options: ServiceOptions) => Services;

/** Nothing is read or loaded before it is asked for. */
export const createServices: CreateServices = (options) => {
  const { environment, home } = options;
  const folder = configFolder(environment, home);
  const store = createSettingsStore(folder);
  const settings = lazy(store.read);
  const world = createWorld({
    ...options,
    settings,
    configFolder: folder,
    stateFolder: stateFolder(environment, home),
  });
  return { ...world, settings, saveSettings: store.change };
};
