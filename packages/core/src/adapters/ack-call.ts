import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type Client from '@alicloud/cs20151215';
import { cancelled } from '../retry.js';
import { type ApiCallSubject, toApiError, unreadable } from './ack-error.js';
import { parseApiJson } from './ack-json.js';
import type { CredentialSource } from './credentials.js';
import type { Endpoint } from './endpoints.js';

/** One call on the wire, in the API's own casing. */
export interface ApiCall {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Its variable parts already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ApiAnswer {
  /** Parsed; null when the body was empty. */
  readonly body: unknown;
  readonly requestId: string | null;
}

export interface ApiCallerOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: (region: string) => Endpoint;
  /** Bounds each try. */
  readonly timeoutMs: number;
}

/** Sends one call to a region once: no limit, no second try. Throws AckringError only. */
export type ApiCaller = (
  region: string,
  call: ApiCall,
  subject: ApiCallSubject,
  signal?: AbortSignal,
) => Promise<ApiAnswer>;

/**
 * Calls through the official SDK's client: it signs and sends. Its typed methods are left alone because one
 * drifting field in one item throws away a whole list, an empty answer throws, and ids lose digits. The body
 * is taken as text and parsed here. The SDK is loaded with the first call: it costs 200 ms and more.
 */
export function createApiCaller({ credentials, endpoint, timeoutMs }: ApiCallerOptions): ApiCaller {
  const clients = new Map<string, Promise<Client.default>>();
  const clientOf = (region: string, target: Endpoint): Promise<Client.default> => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = createClient(region, target, credentials, timeoutMs);
    clients.set(region, client);
    return client;
  };
  return async (region, call, subject, signal) => {
    const target = endpoint(region);
    // Asked for here as well, so that missing credentials are told as such and not as a failed call.
    await credentials.get();
    const client = await clientOf(region, target);
    try {
      const sent = client.callApi(...(await toSdkCall(call, target, timeoutMs)));
      const { body, headers } = await unlessAborted(sent, signal);
      const requestId =
        typeof headers?.['x-acs-request-id'] === 'string' ? headers['x-acs-request-id'] : null;
      return { body: parseBody(await unlessAborted(readText(body), signal), requestId, subject), requestId };
    } catch (error) {
      throw toApiError(error, { ...subject, host: target.host });
    }
  };
}

async function readText(body: unknown): Promise<string> {
  if (!(body instanceof Readable)) return '';
  if ('socket' in body && body.socket instanceof Socket) forgetReadTimer(body.socket);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The SDK's HTTP client sets a timer for the answer and never clears it, so that every request stays in memory
 * for the whole time-out, thousands of them in a scan of a large fleet. From here on the socket's idle time-out guards.
 */
function forgetReadTimer(socket: Socket): void {
  const timer = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'TIMER::READ_TIMER',
  );
  if (timer !== undefined) clearTimeout(Reflect.get(socket, timer));
}

function parseBody(body: string, requestId: string | null, subject: ApiCallSubject): unknown {
  try {
    return parseApiJson(body);
  } catch {
    throw unreadable(subject, requestId);
  }
}

async function createClient(
  region: string,
  target: Endpoint,
  credentials: Pick<CredentialSource, 'get'>,
  timeoutMs: number,
): Promise<Client.default> {
  // Only the default of a CommonJS package is the same in Node and in a bundle: the module itself.
  const [{ default: sdk }, { default: core }, { default: credentialModule }] = await Promise.all([
    import('@alicloud/cs20151215'),
    import('@alicloud/openapi-core'),
    import('@alicloud/credentials'),
  ]);
  const provider = {
    getProviderName: () => 'ackring',
    getCredentials: async () => toSdkCredentials(await credentials.get()),
  };
  const config = new core.$OpenApiUtil.Config({
    credential: new credentialModule.default(null, provider),
    regionId: region,
    endpoint: target.host,
    protocol: target.protocol,
    userAgent: 'ackring',
    // `connectTimeout` is the socket's idle time in truth, 3 s unless set: alone, a read timeout never counts.
    connectTimeout: timeoutMs,
    readTimeout: timeoutMs,
  });
  return new sdk.default(config);
}

function toSdkCredentials({
  accessKeyId,
  accessKeySecret,
  securityToken,
}: Awaited<ReturnType<CredentialSource['get']>>) {
  return { accessKeyId, accessKeySecret, ...(securityToken === null ? {} : { securityToken }) };
}

async function toSdkCall(call: ApiCall, target: Endpoint, timeoutMs: number) {
  const [{ default: core }, { default: dara }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@darabonba/typescript'),
  ]);
  const params = new core.$OpenApiUtil.Params({
    action: call.operation,
    version: '2015-12-15',
    protocol: target.protocol,
    pathname: call.path,
    method: call.method,
    authType: 'AK',
    style: 'ROA',
    reqBodyType: 'json',
    // The stream itself: the SDK would read it too, and leave its timer behind.
    bodyType: 'binary',
  });
  const request = new core.$OpenApiUtil.OpenApiRequest({
    headers: {},
    query: { ...call.query },
    ...(call.body === undefined ? {} : { body: call.body }),
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
