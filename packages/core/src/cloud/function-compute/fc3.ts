import { say } from '../../words/say.js';
import { createCaller } from '../openapi/call.js';
import type { Endpoint } from '../openapi/endpoints.js';
import { fromJson } from '../openapi/runner.js';
import {
  type DeployedFunction,
  type FunctionComputeOptions,
  type FunctionName,
  invocationBounds,
} from './api.js';
import {
  decodeAsyncConfig,
  decodeFunction,
  decodeInvocation,
  decodeRotationSetting,
  decodeTriggers,
  functionComputeService,
  nullWhenMissing,
} from './operations.js';

/** A function of FC 3.0, through the official `openapi-core` client. */
export function createFunction3(name: FunctionName, options: FunctionComputeOptions): DeployedFunction {
  const { region, endpoint, qualifier } = options;
  const call = createCaller(functionComputeService, options);
  const at = { function: name.function };
  const read = <Result>(
    operation: Readable,
    decode: (body: unknown) => Result | null,
    signal?: AbortSignal,
  ): Promise<Result> => {
    const doing = say('look at the function {name}', { name: name.function });
    return call({ operation, at, doing, place: { region, endpoint }, decode: fromJson(decode) }, signal);
  };
  return {
    name,
    status: async (signal) => {
      const [found, triggers, asyncConfig] = await Promise.all([
        read('GetFunction', decodeFunction, signal),
        read('ListTriggers', decodeTriggers, signal),
        nullWhenMissing(() => read('GetAsyncInvokeConfig', decodeAsyncConfig, signal)),
      ]);
      return { ...found, region, triggers, asyncInvoke: asyncConfig?.asyncInvoke ?? null };
    },
    rotationSetting: async (signal) => (await read('GetFunction', decodeRotationSetting, signal)).setting,
    invoke: (event, { async: isAsync = false, signal } = {}) =>
      call(
        {
          operation: 'InvokeFunction',
          at,
          ...(qualifier ? { query: { qualifier } } : {}),
          headers: isAsync ? { 'x-fc-invocation-type': 'Async' } : { 'x-fc-log-type': 'Tail' },
          json: event,
          doing: say('invoke the function {name}', { name: name.function }),
          place: { region, endpoint: invocationEndpoint(options) },
          bounds: invocationBounds(options),
          decode: ({ headers, body }) => decodeInvocation(headers, body, isAsync),
        },
        signal,
      ),
  };
}

type Readable = Exclude<keyof typeof functionComputeService.operations, 'InvokeFunction'>;

/** FC 3.0 accepts invocations at the account's own host. */
function invocationEndpoint({ endpoint, isOverridden, accountId, region }: FunctionComputeOptions): Endpoint {
  if (isOverridden) return endpoint;
  const host = `${accountId}.${region}.fc.aliyuncs.com`;
  return { ...endpoint, url: `https://${host}`, protocol: 'https', host };
}
