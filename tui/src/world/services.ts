import { lazy } from '@ackring/core/cloud';
import type { ExaminedPlace, Finding } from '@ackring/core/doctor';
import { createWorld, type World, type WorldOptions } from '@ackring/core/world';
import { configFolder, stateFolder } from './folders.js';
import type { Settings } from './settings.js';
import { changeSettings, readSettings, settingsFile } from './settings-file.js';
import { versionText } from './version.js';

/** Everything that commands and screens may call: core's world, and the user's settings. */
export interface Services extends World {
  settings(): Promise<Settings>;
  saveSettings(change: Partial<Settings>): Promise<Settings>;
  /** Looks for what keeps this program, kubectl and the cloud from working together; changes nothing. */
  diagnose(
    place: Pick<ExaminedPlace, 'terminal' | 'during' | 'accounts'>,
    signal: AbortSignal,
  ): AsyncGenerator<Finding, void>;
}

/** From flags and the process; settings, state, `~/.kube` and `~/.aliyun` are in the home folder. */
export type ServiceOptions = Omit<WorldOptions, 'settings' | 'configFolder' | 'stateFolder' | 'build'>;

export type CreateServices = (options: ServiceOptions) => Services;

/** Nothing is read or loaded before it is needed. */
export const createServices: CreateServices = (options) => {
  const { environment, home } = options;
  const folder = configFolder(environment, home);
  const settings = lazy(() => readSettings(settingsFile(folder)));
  const world = createWorld({
    ...options,
    settings,
    configFolder: folder,
    stateFolder: stateFolder(environment, home),
    build: versionText(),
  });
  const meant = async (idOrName: string): Promise<string> => {
    const { aliases } = await settings();
    // Finding the aliases' owner means reading the profiles: only users with aliases wait for it.
    if (Object.keys(aliases).length === 0) return idOrName;
    const profile = options.profile ?? (await world.profileFacts()).profile ?? '';
    return aliasIn(aliases, profile, idOrName) ?? idOrName;
  };
  const services: Services = {
    ...world,
    settings,
    saveSettings: (part) => changeSettings(folder, part),
    async *diagnose(place, signal) {
      const { diagnose } = await import('@ackring/core/doctor');
      const now = world.clock.now();
      const machine = { environment, home, stateFolder: stateFolder(environment, home), now };
      yield* diagnose(services, { ...machine, profile: options.profile ?? null, ...place }, signal);
    },
    findCluster: async (idOrName, request) => world.findCluster(await meant(idOrName), request),
  };
  return services;
};

/** The cluster with an alias; null if there is none. */
function aliasIn(aliases: Settings['aliases'], profile: string, name: string): string | null {
  const own = Object.hasOwn(aliases, profile) ? aliases[profile] : undefined;
  return own !== undefined && Object.hasOwn(own, name) ? (own[name] ?? null) : null;
}
