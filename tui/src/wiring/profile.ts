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
}: ProfileWiring): Pick<Services, 'profileFacts' | 'profiles' | 'callerIdentity' | 'clockSkewMs'> {
  return {
    profileFacts: async () => {
      const { profile, kind, label, accountId, region } = await (await cloud()).credentials.origin();
      return { profile, kind, source: label, accountId, region };
    },
    callerIdentity: async (signal) => {
      const [{ createSts }, { resolveEndpoint }, { systemClock }, asked] = await Promise.all([
        import('@ackring/core/cloud/credentials/sts'),
        import('@ackring/core/cloud/openapi/endpoints'),
        import('@ackring/core/machine/clock'),
        cloud(),
      ]);
      const { credentials, environment, homeRegion: region, limiterOf } = asked;
      const endpoint = resolveEndpoint('sts', region, environment);
      const sts = createSts({ credentials, region, endpoint, clock: systemClock, limiter: limiterOf('sts') });
      return sts.callerIdentity(signal);
    },
    clockSkewMs: async (signal) => {
      const [{ resolveEndpoint }, { environment, homeRegion }] = await Promise.all([
        import('@ackring/core/cloud/openapi/endpoints'),
        cloud(),
      ]);
      const { url } = resolveEndpoint('cs', homeRegion, environment);
      return askSkew(url, signal);
    },
    profiles: async () => {
      const [{ readNamedFile }, { join }, { parseCliConfig }] = await Promise.all([
        import('@ackring/core/machine/files/named-file'),
        import('node:path'),
        import('@ackring/core/cloud/credentials/profile'),
      ]);
      try {
        const text = readNamedFile(join(options.home, '.aliyun', 'config.json')).toString('utf8');
        return parseCliConfig(text)?.profiles.map(({ name }) => name) ?? [];
      } catch {
        return [];
      }
    },
  };
}

/** From the Date header of any answer, halfway between asking and hearing. */
async function askSkew(url: string, signal: AbortSignal | undefined): Promise<number | null> {
  const asked = Date.now();
  const deadline = AbortSignal.timeout(10_000);
  try {
    const { headers } = await fetch(url, {
      method: 'HEAD',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const told = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(told) ? null : told - (asked + Date.now()) / 2;
  } catch {
    return null;
  }
}
