import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';

/** `ACKRING_<SERVICE>_ENDPOINT` from the settings where the environment has none. */
export function withEndpoints(
  environment: ServiceOptions['environment'],
  endpoints: Settings['endpoints'],
): ServiceOptions['environment'] {
  const merged: Record<string, string | undefined> = { ...environment };
  for (const [service, endpoint] of Object.entries(endpoints)) {
    merged[`ACKRING_${service.toUpperCase()}_ENDPOINT`] ||= endpoint;
  }
  return merged;
}
