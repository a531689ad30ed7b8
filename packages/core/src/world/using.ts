import { createLogService } from '../cloud/log-service/log-service.js';
import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { createUsing, type Using } from '../usage/usage.js';
import type { Surroundings } from './surroundings.js';

/** Reads audit logs, each in its own region. */
export async function composeUsing({ session, clock }: Surroundings): Promise<Using> {
  const { ack: api, credentials, environment, limiterOf } = await session.cloud();
  const limiter = limiterOf('sls');
  return createUsing({
    api,
    clock,
    logsIn: (region) => {
      const endpoint = resolveEndpoint('sls', region, environment);
      return createLogService({ credentials, clock, limiter, region, endpoint });
    },
  });
}
