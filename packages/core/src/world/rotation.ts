import { type DeployedFunction, parseFunctionPlace } from '../cloud/function-compute/api.js';
import { openFunction } from '../cloud/function-compute/function-compute.js';
import { createLogService } from '../cloud/log-service/log-service.js';
import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { createSts } from '../cloud/sts/sts.js';
import { createDeployedFunctions, type DeployedFunctions } from '../rotation/function/deployed-functions.js';
import { readFunctionLog } from '../rotation/function/function-log.js';
import {
  createRotating,
  type OpenSinks,
  openConfiguredSinks,
  type Rotating,
  type RotatingPorts,
} from '../rotation/rotating.js';
import type { Surroundings } from './surroundings.js';

const defaultRegion = 'cn-hangzhou';

/** The rotation from a terminal, and the function that runs it. */
export function composeRotation(around: Surroundings): {
  readonly rotation: Rotating;
  readonly functions: DeployedFunctions;
  readonly openSinks: (config: string | null) => Promise<OpenSinks>;
} {
  const { clock, session, refuseWhenReadOnly, journal } = around;
  const ports: RotatingPorts = {
    settingsFolder: around.options.configFolder,
    open: async (configuration) => {
      const { credentials, environment, limiterOf } = await session.cloud();
      const origin = await credentials.origin();
      const region = origin.region ?? configuration.regions?.[0] ?? defaultRegion;
      const isReadOnly = await around.isReadOnly();
      const place = { configuration, credentials, environment, region, clock, limiterOf, isReadOnly };
      return { ...place, journal: await journal() };
    },
    origin: async () => (await session.cloud()).credentials.origin(),
    journal,
    refuseWhenReadOnly,
  };
  return {
    rotation: createRotating(ports),
    openSinks: (config) => openConfiguredSinks(config, ports),
    functions: createDeployedFunctions({
      open: (place, signal) => openPlace(around, place, signal),
      readLog: async ({ name, region: named, logs }, span, { signal } = {}) => {
        const { credentials, environment, limiterOf, region } = await placeOf(around, named);
        const endpoint = resolveEndpoint('sls', region, environment);
        const service = createLogService({ credentials, region, endpoint, clock, limiter: limiterOf('sls') });
        return readFunctionLog({ name, logs }, span, service, signal);
      },
      refuseWhenReadOnly,
    }),
  };
}

async function openPlace(
  around: Surroundings,
  asked: string,
  signal: AbortSignal | undefined,
): Promise<DeployedFunction> {
  const { name, region: named } = parseFunctionPlace(asked);
  const { credentials, environment, limiterOf, region, accountId } = await placeOf(around, named);
  const shared = { credentials, region, clock: around.clock };
  const endpointOf = (service: 'sts' | 'fc') => resolveEndpoint(service, region, environment);
  const sts = createSts({ ...shared, endpoint: endpointOf('sts'), limiter: limiterOf('sts') });
  return openFunction(name, {
    ...shared,
    // Both APIs have the account's id in their host name.
    accountId: accountId ?? (await sts.callerIdentity(signal)).accountId,
    endpoint: endpointOf('fc'),
    isOverridden: Boolean(environment['ACKRING_FC_ENDPOINT']?.trim()),
    limiter: limiterOf('fc'),
  });
}

/** Where function and log are, and the credentials to reach them; a region in the function's name wins. */
async function placeOf({ session, options }: Surroundings, named: string | null) {
  const { credentials, environment, limiterOf } = await session.cloud();
  const origin = await credentials.origin();
  const region = named ?? options.regions[0] ?? origin.region ?? defaultRegion;
  return { credentials, environment, limiterOf, region, accountId: origin.accountId };
}
