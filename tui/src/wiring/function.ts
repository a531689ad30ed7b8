import type { DeployedFunction } from '@ackring/core/cloud/function-compute/api';
import type { FunctionServices } from '../services.js';
import type { Cloud } from './cloud.js';

export interface FunctionWiring {
  readonly cloud: () => Promise<Cloud>;
  /** Named by flag; else the credentials' region. */
  readonly region: string | null;
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
}

/** The function as it is deployed, reached with this terminal's credentials. */
export function functionServices(wiring: FunctionWiring): { readonly functions: FunctionServices } {
  return {
    functions: {
      status: async (name, { signal } = {}) => (await open(wiring, name, signal)).status(signal),
      log: async ({ name, region, logs }, span, { signal } = {}) => {
        const [{ readFunctionLog }, shared] = await Promise.all([
          import('@ackring/core/rotation/function/function-log'),
          place(wiring, region),
        ]);
        const { environment, limiterOf, resolveEndpoint, ...options } = shared;
        const endpoint = resolveEndpoint('sls', options.region, environment);
        return readFunctionLog(
          { name, logs },
          span,
          { ...options, endpoint, limiter: limiterOf('sls') },
          signal,
        );
      },
      rotation: async (name, { signal } = {}) => {
        const yaml = await (await open(wiring, name, signal)).rotationSetting(signal);
        if (yaml === null || yaml.trim() === '' || yaml.startsWith('oss://')) return null;
        const { parseRotationConfiguration } = await import(
          '@ackring/core/rotation/configuration/configuration'
        );
        return parseRotationConfiguration(yaml, `ACKRING_ROTATION of ${name}`);
      },
      invoke: async (name, event, { signal, async: isAsync = false } = {}) => {
        await wiring.refuseWhenReadOnly(`invoke the function ${name}`);
        return (await open(wiring, name, signal)).invoke(event, { async: isAsync, signal });
      },
    },
  };
}

async function open(
  wiring: FunctionWiring,
  asked: string,
  signal: AbortSignal | undefined,
): Promise<DeployedFunction> {
  const [{ openFunction }, { createSts }, { parseFunctionPlace }] = await Promise.all([
    import('@ackring/core/cloud/function-compute/function-compute'),
    import('@ackring/core/cloud/credentials/sts'),
    import('@ackring/core/cloud/function-compute/api'),
  ]);
  const { name, region: named } = parseFunctionPlace(asked);
  const found = await place(wiring, named);
  const { environment, limiterOf, resolveEndpoint, ...shared } = found;
  const { credentials, region } = shared;
  const origin = await credentials.origin();
  const sts = createSts({
    ...shared,
    endpoint: resolveEndpoint('sts', region, environment),
    limiter: limiterOf('sts'),
  });
  // Both APIs have the account's id in the host they are reached at.
  const accountId = origin.accountId ?? (await sts.callerIdentity(signal)).accountId;
  return openFunction(name, {
    ...shared,
    accountId,
    endpoint: resolveEndpoint('fc', region, environment),
    isOverridden: Boolean(environment['ACKRING_FC_ENDPOINT']?.trim()),
    limiter: limiterOf('fc'),
  });
}

/** Where function and log are, and with what they are asked; a region in the function's name wins. */
async function place({ cloud, region }: FunctionWiring, named: string | null) {
  const [{ resolveEndpoint }, { systemClock }, { credentials, environment, limiterOf }] = await Promise.all([
    import('@ackring/core/cloud/openapi/endpoints'),
    import('@ackring/core/machine/clock'),
    cloud(),
  ]);
  const origin = await credentials.origin();
  return {
    credentials,
    environment,
    limiterOf,
    resolveEndpoint,
    region: named ?? region ?? origin.region ?? 'cn-hangzhou',
    clock: systemClock,
  };
}
