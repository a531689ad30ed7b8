import type { CredentialSource } from '@ackring/core/adapters/credentials';
import type { Ack } from '@ackring/core/ports';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';
import { lazy } from './lazy.js';

/** The cloud as one set of credentials sees it; the SDKs load at the first use. */
export interface Cloud {
  readonly ack: Ack;
  readonly credentials: CredentialSource;
  /** The environment, with the settings' endpoints under it. */
  readonly environment: ServiceOptions['environment'];
}

export function lazyCloud(options: ServiceOptions, settings: () => Promise<Settings>): () => Promise<Cloud> {
  return lazy(async () => {
    const [
      { createAck },
      { createCredentials },
      { resolveEndpoint },
      { systemClock },
      { createRateLimiter },
    ] = await Promise.all([
      import('@ackring/core/adapters/ack'),
      import('@ackring/core/adapters/credentials'),
      import('@ackring/core/adapters/endpoints'),
      import('@ackring/core/adapters/clock'),
      import('@ackring/core/rate-limit'),
    ]);
    const { profile, endpoints } = await settings();
    const environment = withEndpoints(options.environment, endpoints);
    const credentials = createCredentials({
      profile: options.profile ?? profile ?? undefined,
      environment,
      home: options.home,
    });
    const { region } = await credentials.origin();
    const ack = createAck({
      credentials,
      endpoint: (place) => resolveEndpoint('cs', place, environment),
      clock: systemClock,
      limiter: createRateLimiter(systemClock),
      ...(region === null ? {} : { homeRegion: region }),
    });
    return { ack, credentials, environment };
  });
}

/** `ACKRING_<SERVICE>_ENDPOINT` from the settings where the environment has none. */
export function withEndpoints(
  environment: ServiceOptions['environment'],
  endpoints: Settings['endpoints'],
): ServiceOptions['environment'] {
  const merged: Record<string, string | undefined> = { ...environment };
  for (const [service, endpoint] of Object.entries(endpoints)) {
    const variable = endpointVariable(service);
    merged[variable] ||= endpoint;
  }
  return merged;
}

function endpointVariable(service: string): string {
  return `ACKRING_${service.toUpperCase()}_ENDPOINT`;
}
