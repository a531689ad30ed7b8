import { join } from 'node:path';
import type { DirectoryNow, KnownDirectory } from '../fleet/directory.js';
import { fleetCacheKey } from '../fleet/fleet-cache.js';
import type { Directory } from '../words/directory.js';
import { inUse } from './session.js';
import type { Surroundings } from './surroundings.js';

/** The resource directory of the settings, whose credentials are used for it alone. */
export interface DirectoryReading {
  /** The members of it, or of another, now; null without one. Throws what `readDirectory` throws. */
  directory(options?: {
    readonly of?: Directory;
    readonly signal?: AbortSignal;
    /** Whether what has changed will be said; true by default. */
    readonly isTold?: boolean;
  }): Promise<DirectoryNow | null>;
  /** As it was told last, without a call; null before. */
  knownDirectory(): Promise<KnownDirectory | null>;
}

export async function composeDirectory({ options, clock }: Surroundings): Promise<DirectoryReading> {
  const [{ createCacheFile }, { decodeDirectory, readDirectory }, { environment, directory }] =
    await Promise.all([
      import('../machine/files/cache-file.js'),
      import('../fleet/directory.js'),
      inUse(options),
    ]);
  const cacheOf = ({ profile }: Directory) => {
    const own = { ...environment, ACKRING_CS_ENDPOINT: environment['ACKRING_RD_ENDPOINT'] };
    const key = fleetCacheKey({ environment: own, profile, endpoint: null });
    return createCacheFile(join(options.stateFolder, 'directory', `${key}.json`));
  };
  const list = async ({ profile }: Directory, signal: AbortSignal | undefined) => {
    const [{ createResourceDirectory }, { createCredentials }, { resolveEndpoint }, { createRateLimiter }] =
      await Promise.all([
        import('../cloud/resource-directory/resource-directory.js'),
        import('../cloud/credentials/credentials.js'),
        import('../cloud/openapi/endpoints.js'),
        import('../cloud/rate-limit.js'),
      ]);
    const region = 'cn-hangzhou';
    return createResourceDirectory({
      credentials: createCredentials({ environment, home: options.home, profile }),
      region,
      endpoint: resolveEndpoint('rd', region, environment),
      clock,
      limiter: createRateLimiter(clock),
    }).members(signal);
  };
  return {
    directory: async ({ of = directory, signal, isTold = true } = {}) =>
      of === null
        ? null
        : readDirectory({ list: () => list(of, signal), cache: cacheOf(of), now: clock.now, isTold }),
    knownDirectory: async () => (directory === null ? null : decodeDirectory(cacheOf(directory).read())),
  };
}
