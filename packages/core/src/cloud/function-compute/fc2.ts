import type FC2 from '@alicloud/fc2';
import type { FcResponse } from '@alicloud/fc2';
import { type Sentence, say } from '../../words/say.js';
import type { AnswerBounds } from '../openapi/answer-bounds.js';
import { type Answer, type Attempt, createRunner } from '../openapi/runner.js';
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
  decodeService,
  decodeTriggers,
  functionCompute2Service,
  nullWhenForbidden,
  nullWhenMissing,
} from './operations.js';

/** The client, as far as its operations are declared. */
type DeclaredClient = Pick<FC2, keyof typeof functionCompute2Service.operations>;

/** A function of an FC 2.0 service, through the official `@alicloud/fc2`. */
export function createFunction2(
  { service, ...name }: FunctionName & { readonly service: string },
  options: FunctionComputeOptions,
): DeployedFunction {
  const { endpoint, region, qualifier } = options;
  const { function: fn } = name;
  const run = createRunner(functionCompute2Service, options);
  const call = <Result>({ ask, decode, ...subject }: FcCall<Result>, signal?: AbortSignal) =>
    run(
      {
        ...subject,
        endpoint,
        region,
        send: async (attempt) => {
          const { data, headers } = await withStatus(ask(await openClient(options, attempt)));
          return { body: data, headers };
        },
        decode,
      },
      signal,
    );
  const look = <Result>(
    operation: Readable,
    decode: (data: unknown) => Result | null,
    signal?: AbortSignal,
  ): Promise<Result> =>
    call(
      {
        operation,
        doing: say('look at the function {name}', { name: `${service}/${fn}` }),
        ask: (client) => client[operation](service, fn),
        decode: ({ body }) => decode(body),
      },
      signal,
    );
  return {
    name: { service, ...name },
    status: async (signal) => {
      const [found, ofService, triggers, asyncConfig] = await Promise.all([
        look('getFunction', decodeFunction, signal),
        nullWhenForbidden(() => look('getService', decodeService, signal)),
        look('listTriggers', decodeTriggers, signal),
        nullWhenMissing(() => look('getFunctionAsyncConfig', decodeAsyncConfig, signal)),
      ]);
      return {
        ...found,
        ...(ofService ?? decodeService(null)),
        name: `${service}/${found.name}`,
        region,
        triggers,
        asyncInvoke: asyncConfig?.asyncInvoke ?? null,
      };
    },
    rotationSetting: async (signal) => (await look('getFunction', decodeRotationSetting, signal)).setting,
    invoke: (event, { async: isAsync = false, signal } = {}) => {
      const headers = isAsync ? { 'x-fc-invocation-type': 'Async' } : { 'x-fc-log-type': 'Tail' };
      return call(
        {
          operation: 'invokeFunction',
          doing: say('invoke the function {name}', { name: `${service}/${fn}` }),
          bounds: invocationBounds(options),
          ask: (client) => client.invokeFunction(service, fn, event, headers, qualifier || undefined),
          decode: (answer) => decodeInvocation(answer.headers, textOf(answer.body), isAsync),
        },
        signal,
      );
    },
  };
}

type Readable = Exclude<keyof DeclaredClient, 'invokeFunction'>;

interface FcCall<Result> {
  readonly operation: keyof DeclaredClient;
  readonly doing: Sentence;
  readonly bounds?: AnswerBounds;
  readonly ask: (client: DeclaredClient) => Promise<FcResponse>;
  readonly decode: (answer: Answer<unknown>) => Result | null;
}

/** The client has parsed what is declared as JSON. */
function textOf(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data ?? null);
}

async function openClient(
  { accountId, region, endpoint, isOverridden }: FunctionComputeOptions,
  { key, bounds }: Attempt,
): Promise<DeclaredClient> {
  const { default: Client } = await import('@alicloud/fc2');
  const client = new Client(accountId, {
    accessKeyID: key.accessKeyId,
    accessKeySecret: key.accessKeySecret,
    ...(key.securityToken === null ? {} : { securityToken: key.securityToken }),
    region,
    // It uses plain http unless told otherwise.
    secure: true,
    ...(isOverridden ? { endpoint: endpoint.url } : {}),
    timeout: bounds.idleMs,
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
  AsyncConfigNotFound: 404,
  FunctionAsyncInvokeConfigNotFound: 404,
  InvalidAccessKeyID: 401,
  SignatureNotMatch: 401,
  ResourceThrottled: 429,
  ConcurrencyExceeded: 429,
  ResourceExhausted: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
};

/** Its errors have a code and no status. */
async function withStatus<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    if (!error.name.startsWith('FC')) throw error;
    const { code, name } = error;
    throw { name, code, statusCode: Object.hasOwn(statusByCode, code) ? statusByCode[code] : 400 };
  }
}
