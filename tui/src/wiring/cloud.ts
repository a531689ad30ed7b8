import type { AccessApi } from '@ackring/core/cloud/ack/access-api';
import type { Ack } from '@ackring/core/cloud/ack/api';
import { lazy } from '@ackring/core/cloud/lazy';
import type { CredentialSource } from '@ackring/core/cloud/openapi/credential-source';
import type { Service } from '@ackring/core/cloud/openapi/endpoints';
import type { RateLimiter } from '@ackring/core/cloud/rate-limit';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';
import { withEndpoints } from './environment.js';

/** The cloud as one set of credentials sees it; the SDKs load at the first use. */
export interface Cloud {
  readonly ack: Ack & AccessApi;
  readonly credentials: CredentialSource;
  /** Asked for what belongs to no region. */
  readonly homeRegion: string;
  /** One a service, as long as the program runs: their limits are not shared. */
  readonly limiterOf: (service: Service) => RateLimiter;
  /** The environment, with the settings' endpoints under it. */
  readonly environment: ServiceOptions['environment'];
}

export function lazyCloud(
  options: ServiceOptions,
  settings: () => Promise<Settings>,
  isReadOnly: () => Promise<boolean>,
): () => Promise<Cloud> {
  return lazy(async () => {
    const [
      { createAck },
      { createCredentials },
      { resolveEndpoint },
      { systemClock },
      { createRateLimiter },
    ] = await Promise.all([
      import('@ackring/core/cloud/ack/ack'),
      import('@ackring/core/cloud/credentials/credentials'),
      import('@ackring/core/cloud/openapi/endpoints'),
      import('@ackring/core/machine/clock'),
      import('@ackring/core/cloud/rate-limit'),
    ]);
    const { profile, endpoints } = await settings();
    const environment = withEndpoints(options.environment, endpoints);
    const credentials = createCredentials({
      profile: options.profile ?? profile ?? undefined,
      environment,
      home: options.home,
    });
    const limiters = new Map<Service, RateLimiter>();
    const limiterOf = (service: Service): RateLimiter => {
      const limiter = limiters.get(service) ?? createRateLimiter(systemClock);
      limiters.set(service, limiter);
      return limiter;
    };
    const { region } = await credentials.origin();
    const ack = createAck({
      credentials,
      endpoint: (place) => resolveEndpoint('cs', place, environment),
      clock: systemClock,
      limiter: limiterOf('cs'),
      ...(region === null ? {} : { homeRegion: region }),
    });
    const { readOnlyApi } = await import('@ackring/core/cloud/read-only');
    return {
      ack: (await isReadOnly()) ? readOnlyApi(ack) : ack,
      credentials,
      homeRegion: region ?? 'cn-hangzhou',
      environment,
      limiterOf,
    };
  });
}
