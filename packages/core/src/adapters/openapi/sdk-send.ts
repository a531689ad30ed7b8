import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type OpenApi from '@alicloud/openapi-core';
import { cancelled } from '../../retry.js';
import { type AnswerBounds, withinBounds } from '../answer-bounds.js';
import type { AccessKey, CredentialSource } from '../credentials/credentials.js';
import type { WireService } from '../wire.js';
import type { Endpoint } from './endpoints.js';
import { type AnyCall, toWireCall } from './operation.js';

export interface SdkAnswer {
  readonly text: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SdkOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: Endpoint;
  readonly region: string;
  readonly service: WireService;
  /** What one answer may be. */
  readonly bounds: AnswerBounds;
  /** The service's own client; by default the one all of them are made from. */
  readonly loadClient?: () => Promise<typeof OpenApi.default>;
}

/** Sends one call once; throws what the SDK throws. */
export type SdkSender = (call: AnyCall, signal?: AbortSignal) => Promise<SdkAnswer>;

/**
 * Sends through the vendor's client: it signs and sends. Typed methods are left alone because one drifting field
 * in one item throws away a whole list, an empty answer throws, and ids lose digits: the body is taken as text.
 * The SDK is loaded with the first call: it costs 200 ms and more.
 */
export function createSdkSender(options: SdkOptions): SdkSender {
  let client: Promise<OpenApi.default> | null = null;
  return async (call, signal) => {
    client ??= createClient(options);
    const prepared = [await client, await toSdkCall(call, options)] as const;
    return unlessAborted(
      withinBounds(options.bounds, () => sendOnce(...prepared)),
      signal,
    );
  };
}

async function sendOnce(
  client: OpenApi.default,
  call: Parameters<OpenApi.default['callApi']>,
): Promise<SdkAnswer> {
  const { body, headers } = await client.callApi(...call);
  return { text: await readText(body), headers: toHeaders(headers) };
}

async function createClient(options: SdkOptions): Promise<OpenApi.default> {
  const { credentials, region, endpoint, bounds, loadClient = loadCommonClient } = options;
  // Only the default of a CommonJS package is the same in Node and in a bundle: the module itself.
  const [Client, { default: core }, { default: credentialModule }] = await Promise.all([
    loadClient(),
    import('@alicloud/openapi-core'),
    import('@alicloud/credentials'),
  ]);
  const provider = {
    getProviderName: () => 'ackring',
    getCredentials: async () => toSdkKey(await credentials.get()),
  };
  return new Client(
    new core.$OpenApiUtil.Config({
      credential: new credentialModule.default(null, provider),
      regionId: region,
      endpoint: endpoint.host,
      protocol: endpoint.protocol,
      userAgent: 'ackring',
      // `connectTimeout` is the socket's idle time in truth, 3 s unless set: alone, a read timeout never counts.
      connectTimeout: bounds.idleMs,
      readTimeout: bounds.idleMs,
    }),
  );
}

async function loadCommonClient(): Promise<typeof OpenApi.default> {
  return (await import('@alicloud/openapi-core')).default.default;
}

function toSdkKey({ accessKeyId, accessKeySecret, securityToken }: AccessKey) {
  return { accessKeyId, accessKeySecret, ...(securityToken === null ? {} : { securityToken }) };
}

async function toSdkCall(asked: AnyCall, { endpoint, service, bounds }: SdkOptions) {
  const call = toWireCall(service, asked);
  const [{ default: core }, { default: dara }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@darabonba/typescript'),
  ]);
  const params = new core.$OpenApiUtil.Params({
    action: call.action,
    version: service.version,
    protocol: endpoint.protocol,
    pathname: call.path,
    method: call.method,
    authType: 'AK',
    style: call.style,
    reqBodyType: call.form === undefined ? 'json' : 'formData',
    // The stream itself: the SDK would read it too, and leave its timer behind.
    bodyType: 'binary',
  });
  // A form travels in the body, so that a secret is in no URL and no log.
  const body = call.form ?? call.json;
  const request = new core.$OpenApiUtil.OpenApiRequest({
    headers: call.headers,
    query: call.query,
    ...(body === undefined ? {} : { body }),
  });
  const runtime = new dara.RuntimeOptions({ connectTimeout: bounds.idleMs, readTimeout: bounds.idleMs });
  return [params, request, runtime] satisfies Parameters<OpenApi.default['callApi']>;
}

function toHeaders(headers: unknown): Readonly<Record<string, string>> {
  const entries = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function readText(body: unknown): Promise<string> {
  if (!(body instanceof Readable)) return Promise.resolve('');
  if ('socket' in body && body.socket instanceof Socket) forgetReadTimer(body.socket);
  return text(body);
}

/**
 * The SDK's HTTP client sets a timer for the answer and never clears it, so that every request stays in memory
 * for the whole time-out, thousands of them in a scan of a large fleet. From here on the bounds of the answer guard.
 */
function forgetReadTimer(socket: Socket): void {
  const timer = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'TIMER::READ_TIMER',
  );
  if (timer !== undefined) clearTimeout(Reflect.get(socket, timer));
}

/** The SDK knows no signals: what was sent runs to its end unseen, bounded by its own bounds. */
function unlessAborted<T>(sent: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return sent;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(cancelled(signal.reason));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
