import type { Services } from '../services.js';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';
import type { Cloud } from './cloud.js';

export interface ProfileWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly options: ServiceOptions;
  readonly settings: () => Promise<Settings>;
}

/** Whose credentials are in use, and which others there are. */
export function profileServices({
  cloud,
  options,
}: ProfileWiring): Pick<Services, 'profileFacts' | 'profiles'> {
  return {
    profileFacts: async () => {
      const { profile, label, accountId, region } = await (await cloud()).credentials.origin();
      return { profile, source: label, accountId, region };
    },
    profiles: async () => {
      const [{ readFile }, { join }, { parseCliConfig }] = await Promise.all([
        import('node:fs/promises'),
        import('node:path'),
        import('@ackring/core/adapters/credentials-profile'),
      ]);
      try {
        const text = await readFile(join(options.home, '.aliyun', 'config.json'), 'utf8');
        return parseCliConfig(text)?.profiles.map(({ name }) => name) ?? [];
      } catch {
        return [];
      }
    },
  };
}
