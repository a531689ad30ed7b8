import type FC2 from '@alicloud/fc2';
import type { FcResponse } from '@alicloud/fc2';
import { retrying, throwIfCancelled } from '../../retry.js';
import type { DeployedFunction, FunctionName } from '../../rotation/function/deployed-function.js';
import { type AnswerBounds, usualBounds, withinBounds } from '../answer-bounds.js';
import { toApiError, unreadable } from '../openapi/error.js';
import {
  decodeAsyncConfig,
  decodeFunction,
  decodeInvocation,
  decodeRotationSetting,
  decodeService,
  decodeTriggers,
  nullWhenForbidden,
  nullWhenMissing,
} from './decode.js';
import { type FunctionComputeOptions, invocationBounds } from './function-compute.js';
import type { functionCompute2Service } from './operations.js';

/** The client as far as its operations are declared. */
type DeclaredClient = Pick<FC2, keyof typeof functionCompute2Service.operations>;

/** A function of an FC 2.0 service, through the official `@alicloud/fc2`. */
export function createFunction2(
  name: FunctionName & { readonly service: string },
  options: FunctionComputeOptions,
): DeployedFunction {
  const { clock, limiter, endpoint, region, qualifier, audience, bounds: usual = usualBounds } = options;
  const { service, function: fn } = name;
  const run = async (call: FcCall, bounds: AnswerBounds, signal?: AbortSignal): Promise<FcResponse> => {
    const send = async () => {
      throwIfCancelled(signal);
      const client = await openClient(options, bounds);
      try {
        return await withinBounds(bounds, () => call.send(client));
      } catch (error) {
        throw toApiError(withStatus(error), { ...call, host: endpoint.host, audience });
      }
    };
    const { changesSomething = false } = call;
    return retrying(() => limiter.run(send, signal), {
      clock,
      random: Math.random,
      signal,
      changesSomething,
    });
  };
  const look = (permission: string, send: FcCall['send'], signal?: AbortSignal) =>
    run({ doing: `look at the function ${service}/${fn}`, permission, send }, usual, signal);
  return {
    name,
    status: async (signal) => {
      const [found, ofService, triggers, asyncConfig] = await Promise.all([
        look('fc:GetFunction', (client) => client.getFunction(service, fn), signal),
        nullWhenForbidden(() => look('fc:GetService', (client) => client.getService(service), signal)),
        look('fc:ListTriggers', (client) => client.listTriggers(service, fn), signal),
        nullWhenMissing(() =>
          look(
            'fc:GetFunctionAsyncInvokeConfig',
            (client) => client.getFunctionAsyncConfig(service, fn),
            signal,
          ),
        ),
      ]);
      const decoded = decodeFunction(found.data);
      if (decoded === null) {
        const doing = `look at the function ${service}/${fn}`;
        throw unreadable({ doing, permission: 'fc:GetFunction', host: endpoint.host }, null);
      }
      return {
        ...decoded,
        ...decodeService(ofService?.data),
        name: `${service}/${decoded.name}`,
        region,
        triggers: decodeTriggers(triggers.data),
        asyncInvoke: decodeAsyncConfig(asyncConfig?.data),
      };
    },
    rotationSetting: async (signal) => {
      const found = await look('fc:GetFunction', (client) => client.getFunction(service, fn), signal);
      return decodeRotationSetting(found.data);
    },
    invoke: async (event, { async: isAsync = false, signal } = {}) => {
      const headers = isAsync ? { 'x-fc-invocation-type': 'Async' } : { 'x-fc-log-type': 'Tail' };
      const call = {
        doing: `invoke the function ${service}/${fn}`,
        permission: 'fc:InvokeFunction',
        changesSomething: true,
        send: (client: DeclaredClient) =>
          client.invokeFunction(service, fn, event, headers, qualifier || undefined),
      };
      const answer = await run(call, invocationBounds(options), signal);
      const body = typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data ?? null);
      return decodeInvocation(answer.headers, body, isAsync);
    },
  };
}

interface FcCall {
  readonly doing: string;
  readonly permission: string;
  readonly changesSomething?: boolean;
  readonly send: (client: DeclaredClient) => Promise<FcResponse>;
}

async function openClient(
  { credentials, accountId, region, endpoint, isOverridden }: FunctionComputeOptions,
  { idleMs }: AnswerBounds,
): Promise<FC2> {
  const [{ default: Client }, key] = await Promise.all([import('@alicloud/fc2'), credentials.get()]);
  const client = new Client(accountId, {
    accessKeyID: key.accessKeyId,
    accessKeySecret: key.accessKeySecret,
    ...(key.securityToken === null ? {} : { securityToken: key.securityToken }),
    region,
    // Plain http is what it does unless told otherwise.
    secure: true,
    ...(isOverridden ? { endpoint: endpoint.url } : {}),
    timeout: idleMs,
  });
  // It keeps the token only for keys that begin with `STS`.
  if (key.securityToken !== null) client.securityToken = key.securityToken;
  return client;
}

const statusByCode: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  FunctionNotFound: 404,
  ServiceNotFound: 404,
  TriggerNotFound: 404,
  AsyncConfigNotExists: 404,
  FunctionAsyncInvokeConfigNotFound: 404,
  InvalidAccessKeyID: 401,
  SignatureNotMatch: 401,
  ResourceThrottled: 429,
  ConcurrencyExceeded: 429,
  ResourceExhausted: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
};

/** Its errors carry a code and no status. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (!error.name.startsWith('FC')) return error;
  const { code, name } = error;
  return { name, code, statusCode: Object.hasOwn(statusByCode, code) ? statusByCode[code] : 400 };
}
