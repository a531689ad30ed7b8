import type { DeployedFunction } from '@ackring/core/rotation/deployed-function';
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
      invoke: async (name, event, { signal, async: isAsync = false } = {}) => {
        await wiring.refuseWhenReadOnly(`invoke the function ${name}`);
        return (await open(wiring, name, signal)).invoke(event, { async: isAsync, signal });
      },
    },
  };
}

async function open(
  wiring: FunctionWiring,
  name: string,
  signal: AbortSignal | undefined,
): Promise<DeployedFunction> {
  const [{ openFunction }, { resolveEndpoint }, { createSts }, { systemClock }] = await Promise.all([
    import('@ackring/core/adapters/function-compute'),
    import('@ackring/core/adapters/endpoints'),
    import('@ackring/core/adapters/sts'),
    import('@ackring/core/adapters/clock'),
  ]);
  const { credentials, environment, limiterOf } = await wiring.cloud();
  const origin = await credentials.origin();
  const region = wiring.region ?? origin.region ?? 'cn-hangzhou';
  const shared = { credentials, region, clock: systemClock };
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
