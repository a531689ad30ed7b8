import type { DeployedFunction, FunctionName } from '../../rotation/function/deployed-function.js';
import { usualBounds } from '../answer-bounds.js';
import { createOpenApiCaller } from '../openapi/call.js';
import type { Endpoint } from '../openapi/endpoints.js';
import { unreadable } from '../openapi/error.js';
import {
  decodeAsyncConfig,
  decodeFunction,
  decodeInvocation,
  decodeRotationSetting,
  decodeTriggers,
  nullWhenMissing,
  parseAnswer,
} from './decode.js';
import { type FunctionComputeOptions, invocationBounds } from './function-compute.js';
import { functionComputeService } from './operations.js';

/** A function of FC 3.0, through the official `openapi-core` client. */
export function createFunction3(name: FunctionName, options: FunctionComputeOptions): DeployedFunction {
  const { credentials, region, clock, limiter, endpoint, qualifier, bounds = usualBounds } = options;
  const { audience } = options;
  const shared = { credentials, region, clock, limiter, audience, service: functionComputeService };
  const ask = createOpenApiCaller({ ...shared, endpoint, bounds });
  const invoke = createOpenApiCaller({
    ...shared,
    endpoint: invocationEndpoint(options),
    bounds: invocationBounds(options),
  });
  const at = { function: name.function };
  const read = async (operation: Readable, signal?: AbortSignal): Promise<unknown> => {
    const doing = `look at the function ${name.function}`;
    const permission = `fc:${operation}`;
    return parseAnswer(
      (await ask({ operation, at, doing, permission }, signal)).text,
      doing,
      permission,
      endpoint.host,
    );
  };
  return {
    name,
    status: async (signal) => {
      const [found, triggers, asyncConfig] = await Promise.all([
        read('GetFunction', signal),
        read('ListTriggers', signal),
        nullWhenMissing(() => read('GetAsyncInvokeConfig', signal)),
      ]);
      const decoded = decodeFunction(found);
      if (decoded === null) {
        const doing = `look at the function ${name.function}`;
        throw unreadable({ doing, permission: 'fc:GetFunction', host: endpoint.host }, null);
      }
      const asyncInvoke = decodeAsyncConfig(asyncConfig);
      return { ...decoded, region, triggers: decodeTriggers(triggers), asyncInvoke };
    },
    rotationSetting: async (signal) => decodeRotationSetting(await read('GetFunction', signal)),
    invoke: async (event, { async: isAsync = false, signal } = {}) => {
      const headers = isAsync ? { 'x-fc-invocation-type': 'Async' } : { 'x-fc-log-type': 'Tail' };
      const answer = await invoke(
        {
          operation: 'InvokeFunction',
          at,
          ...(qualifier ? { query: { qualifier } } : {}),
          headers,
          json: event,
          doing: `invoke the function ${name.function}`,
          permission: 'fc:InvokeFunction',
          changesSomething: true,
        },
        signal,
      );
      return decodeInvocation(answer.headers, answer.text, isAsync);
    },
  };
}

type Readable = Exclude<keyof typeof functionComputeService.operations, 'InvokeFunction'>;

/** FC 3.0 takes invocations at the account's own host. */
function invocationEndpoint({ endpoint, isOverridden, accountId, region }: FunctionComputeOptions): Endpoint {
  if (isOverridden) return endpoint;
  const host = `${accountId}.${region}.fc.aliyuncs.com`;
  return { url: `https://${host}`, protocol: 'https', host };
}
