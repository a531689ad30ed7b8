import type { DeployedFunction, FunctionName } from '../../rotation/function/deployed-function.js';
import { unreadable } from '../ack/error.js';
import { createOpenApiCaller } from '../openapi/call.js';
import type { Endpoint } from '../openapi/endpoints.js';
import {
  decodeAsyncConfig,
  decodeFunction,
  decodeInvocation,
  decodeRotationSetting,
  decodeTriggers,
  nullWhenMissing,
  parseAnswer,
} from './decode.js';
import type { FunctionComputeOptions } from './function-compute.js';

/** A function of FC 3.0 (ROA 2023-03-30), through the official `openapi-core` client. */
export function createFunction3(name: FunctionName, options: FunctionComputeOptions): DeployedFunction {
  const { credentials, region, clock, limiter, endpoint, invokeTimeoutMs = 610_000 } = options;
  const shared = { credentials, region, clock, limiter, version: '2023-03-30' };
  const ask = createOpenApiCaller({ ...shared, endpoint });
  const invoke = createOpenApiCaller({
    ...shared,
    endpoint: invocationEndpoint(options),
    timeoutMs: invokeTimeoutMs,
  });
  const path = `/2023-03-30/functions/${encodeURIComponent(name.function)}`;
  const read = async (action: string, more: string, signal?: AbortSignal): Promise<unknown> => {
    const doing = `look at the function ${name.function}`;
    const permission = `fc:${action}`;
    const call = { action, style: 'ROA', method: 'GET', path: `${path}${more}`, doing, permission } as const;
    return parseAnswer((await ask(call, signal)).text, doing, permission, endpoint.host);
  };
  return {
    name,
    status: async (signal) => {
      const [found, triggers, asyncConfig] = await Promise.all([
        read('GetFunction', '', signal),
        read('ListTriggers', '/triggers', signal),
        nullWhenMissing(() => read('GetAsyncInvokeConfig', '/async-invoke-config', signal)),
      ]);
      const decoded = decodeFunction(found);
      if (decoded === null) {
        const doing = `look at the function ${name.function}`;
        throw unreadable({ doing, permission: 'fc:GetFunction', host: endpoint.host }, null);
      }
      const asyncInvoke = decodeAsyncConfig(asyncConfig);
      return { ...decoded, region, triggers: decodeTriggers(triggers), asyncInvoke };
    },
    rotationSetting: async (signal) => decodeRotationSetting(await read('GetFunction', '', signal)),
    invoke: async (event, { async: isAsync = false, signal } = {}) => {
      const headers = isAsync ? { 'x-fc-invocation-type': 'Async' } : { 'x-fc-log-type': 'Tail' };
      const answer = await invoke(
        {
          action: 'InvokeFunction',
          style: 'ROA',
          method: 'POST',
          path: `${path}/invocations`,
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

/** FC 3.0 takes invocations at the account's own host. */
function invocationEndpoint({ endpoint, isOverridden, accountId, region }: FunctionComputeOptions): Endpoint {
  if (isOverridden) return endpoint;
  const host = `${accountId}.${region}.fc.aliyuncs.com`;
  return { url: `https://${host}`, protocol: 'https', host };
}
