import type OpenApi from '@alicloud/openapi-core';
import type { Clock } from '../ports.js';
import type { RateLimiter } from '../rate-limit.js';
import { cancelled, retrying } from '../retry.js';
import { toApiError, unreadable } from './ack-error.js';
import { parseApiJson } from './ack-json.js';
import type { AccessKey, CredentialSource } from './credentials.js';
import type { Endpoint } from './endpoints.js';

export interface RpcOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: Endpoint;
  readonly region: string;
  /** Such as `2016-01-20`. */
  readonly version: string;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Bounds each try; default 15 s. */
  readonly timeoutMs?: number;
  /** Uniform in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

/** One call of an RPC service. Parameters travel in the body, so that a secret is in no URL and no log. */
export interface RpcCall {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** A phrase such as "store a secret", for messages. */
  readonly doing: string;
  /** The RAM action it needs, such as `kms:PutSecretValue`. */
  readonly permission: string;
}

/** Sends a call and gives the parsed answer; throws AckringError only. */
export type RpcCaller = (call: RpcCall, signal?: AbortSignal) => Promise<unknown>;

/**
 * Calls an RPC service (KMS, STS, CloudMonitor) through the official `openapi-core` client, which signs and
 * sends. The service's own SDKs are not used: the one of KMS puts the secret into the URL. Every call waits
 * for the limiter and is tried again by class of failure; all calls made here can be repeated.
 */
export function createRpcCaller(options: RpcOptions): RpcCaller {
  const { clock, limiter, endpoint, random = Math.random, timeoutMs = 15_000 } = options;
  let client: Promise<OpenApi.default> | null = null;
  return async (call, signal) => {
    const subject = { doing: call.doing, permission: call.permission, host: endpoint.host };
    const send = async (): Promise<unknown> => {
      await options.credentials.get();
      client ??= createClient(options, timeoutMs);
      const sent = (await client).callApi(...(await toSdkCall(call, options, timeoutMs)));
      try {
        const { body, headers } = await unlessAborted(sent, signal);
        return parse(body, () => unreadable(subject, requestIdOf(headers)));
      } catch (error) {
        throw toApiError(error, subject);
      }
    };
    return retrying(() => limiter.run(send, signal), { clock, random, signal });
  };
}

function parse(body: unknown, unreadableError: () => Error): unknown {
  try {
    return parseApiJson(typeof body === 'string' ? body : '');
  } catch {
    throw unreadableError();
  }
}

function requestIdOf(headers: Record<string, unknown> | undefined): string | null {
  const id = headers?.['x-acs-request-id'];
  return typeof id === 'string' ? id : null;
}

async function createClient(options: RpcOptions, timeoutMs: number): Promise<OpenApi.default> {
  const [{ default: core }, { default: credentialModule }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@alicloud/credentials'),
  ]);
  const provider = {
    getProviderName: () => 'ackring',
    getCredentials: async () => toSdkKey(await options.credentials.get()),
  };
  return new core.default(
    new core.$OpenApiUtil.Config({
      credential: new credentialModule.default(null, provider),
      regionId: options.region,
      endpoint: options.endpoint.host,
      protocol: options.endpoint.protocol,
      userAgent: 'ackring',
      // `connectTimeout` is the socket's idle time in truth, 3 s unless set: alone, a read timeout never counts.
      connectTimeout: timeoutMs,
      readTimeout: timeoutMs,
    }),
  );
}

function toSdkKey({ accessKeyId, accessKeySecret, securityToken }: AccessKey) {
  return { accessKeyId, accessKeySecret, ...(securityToken === null ? {} : { securityToken }) };
}

async function toSdkCall(call: RpcCall, { endpoint, version }: RpcOptions, timeoutMs: number) {
  const [{ default: core }, { default: dara }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@darabonba/typescript'),
  ]);
  const params = new core.$OpenApiUtil.Params({
    action: call.action,
    version,
    protocol: endpoint.protocol,
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'string',
  });
  const request = new core.$OpenApiUtil.OpenApiRequest({ headers: {}, body: { ...call.parameters } });
  const runtime = new dara.RuntimeOptions({ connectTimeout: timeoutMs, readTimeout: timeoutMs });
  return [params, request, runtime] as const;
}

/** The SDK knows no signals: what was sent runs to its end unseen, bounded by its time-out. */
function unlessAborted<T>(sent: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return sent;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(cancelled(signal.reason));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
