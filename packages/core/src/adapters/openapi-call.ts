import type OpenApi from '@alicloud/openapi-core';
import type { Clock } from '../ports.js';
import type { RateLimiter } from '../rate-limit.js';
import { cancelled, retrying } from '../retry.js';
import { type ApiCallSubject, toApiError } from './ack-error.js';
import type { AccessKey, CredentialSource } from './credentials.js';
import type { Endpoint } from './endpoints.js';

export interface OpenApiOptions {
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

/** One call on the wire. A `form` travels in the body, so that a secret is in no URL and no log. */
export interface OpenApiCall {
  readonly action: string;
  readonly style: 'RPC' | 'ROA';
  readonly method: 'GET' | 'POST';
  /** Its variable parts already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: string;
  /** A phrase such as "store a secret", for messages. */
  readonly doing: string;
  /** The RAM action it needs, such as `kms:PutSecretValue`. */
  readonly permission: string;
  /** True where a second try might do it twice. */
  readonly changesSomething?: boolean;
}

export interface OpenApiAnswer {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a call; throws AckringError only. */
export type OpenApiCaller = (call: OpenApiCall, signal?: AbortSignal) => Promise<OpenApiAnswer>;

/**
 * Calls a service through the official `openapi-core` client, which signs and sends; it is loaded with the
 * first call. Every call waits for the limiter and is tried again by class of failure.
 */
export function createOpenApiCaller(options: OpenApiOptions): OpenApiCaller {
  const { clock, limiter, endpoint, random = Math.random, timeoutMs = 15_000 } = options;
  let client: Promise<OpenApi.default> | null = null;
  return async (call, signal) => {
    const send = async (): Promise<OpenApiAnswer> => {
      // Asked for here as well, so that missing credentials are told as such and not as a failed call.
      await options.credentials.get();
      client ??= createClient(options, timeoutMs);
      try {
        const sent = (await client).callApi(...(await toSdkCall(call, options, timeoutMs)));
        return toAnswer(await unlessAborted(sent, signal));
      } catch (error) {
        throw toApiError(error, subjectOf(call, endpoint));
      }
    };
    const { changesSomething = false } = call;
    return retrying(() => limiter.run(send, signal), { clock, random, signal, changesSomething });
  };
}

/** What a call is about, for the messages of its failures. */
export function subjectOf({ doing, permission }: OpenApiCall, { host }: Endpoint): ApiCallSubject {
  return { doing, permission, host };
}

function toAnswer({ body, headers }: { body?: unknown; headers?: unknown }): OpenApiAnswer {
  const entries = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  return {
    text: typeof body === 'string' ? body : '',
    headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)])),
  };
}

async function createClient(options: OpenApiOptions, timeoutMs: number): Promise<OpenApi.default> {
  // Only the default of a CommonJS package is the same in Node and in a bundle: the module itself.
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

async function toSdkCall(call: OpenApiCall, { endpoint, version }: OpenApiOptions, timeoutMs: number) {
  const [{ default: core }, { default: dara }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@darabonba/typescript'),
  ]);
  const params = new core.$OpenApiUtil.Params({
    action: call.action,
    version,
    protocol: endpoint.protocol,
    pathname: call.path,
    method: call.method,
    authType: 'AK',
    style: call.style,
    reqBodyType: call.form === undefined ? 'json' : 'formData',
    bodyType: 'string',
  });
  const body = call.form ?? call.json;
  const request = new core.$OpenApiUtil.OpenApiRequest({
    headers: { ...call.headers },
    query: { ...call.query },
    ...(body === undefined ? {} : { body }),
  });
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
