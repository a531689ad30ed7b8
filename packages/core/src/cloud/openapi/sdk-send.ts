import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type OpenApi from '@alicloud/openapi-core';
import type { AnswerBounds } from './answer-bounds.js';
import type { CredentialSource } from './credential-source.js';
import type { Endpoint } from './endpoints.js';
import { type AnyCall, type ServiceRecord, toWireCall } from './operation.js';
import { type Answer, textHeaders } from './runner.js';

/** Where a call is sent. */
export interface Place {
  readonly region: string;
  readonly endpoint: Endpoint;
}

type SdkConfig = ConstructorParameters<typeof OpenApi.default>[0];
type SdkCredential = NonNullable<SdkConfig['credential']>;
type SdkKey = Awaited<ReturnType<SdkCredential['getCredential']>>;

/** Sends one call once; throws what the SDK throws. */
export type SdkSender = (call: AnyCall, place: Place, bounds: AnswerBounds) => Promise<Answer>;

/**
 * Sends through the vendor's client, one per endpoint, which signs. Its typed methods are not used: one drifting
 * field in one item loses a whole list, an empty answer throws, and ids lose digits. The body is taken as text
 * instead. The SDK is loaded on the first call, since that takes 200 ms or more.
 */
export function createSdkSender(
  service: ServiceRecord,
  credentials: Pick<CredentialSource, 'get'>,
): SdkSender {
  const clients = new Map<string, Promise<OpenApi.default>>();
  const clientOf = (place: Place): Promise<OpenApi.default> => {
    const key = `${place.region} ${place.endpoint.url}`;
    const client = clients.get(key) ?? createClient(place, credentials);
    clients.set(key, client);
    return client;
  };
  return async (call, place, bounds) => {
    const client = await clientOf(place);
    const { body, headers } = await client.callApi(...(await toSdkCall(call, service, place, bounds)));
    return { body: await readText(body), headers: textHeaders(headers) };
  };
}

async function createClient(
  { region, endpoint }: Place,
  credentials: Pick<CredentialSource, 'get'>,
): Promise<OpenApi.default> {
  const Client = await loadClient();
  // The client takes these fields and forgets the rest. Its own class for them would load, for the credential's type,
  // twenty sources of credentials.
  const config: Partial<SdkConfig> = {
    credential: sdkCredential(credentials),
    regionId: region,
    endpoint: endpoint.host,
    protocol: endpoint.protocol,
    userAgent: 'ackring',
  };
  return new Client(config as SdkConfig);
}

/** All that the client asks of a credential. */
function sdkCredential(credentials: Pick<CredentialSource, 'get'>): SdkCredential {
  const credential: Pick<SdkCredential, 'getCredential'> = {
    getCredential: async () => {
      const { accessKeyId, accessKeySecret, securityToken } = await credentials.get();
      const token = securityToken === null ? {} : { securityToken };
      return { accessKeyId, accessKeySecret, ...token, providerName: 'ackring' } as SdkKey;
    },
  };
  return credential as SdkCredential;
}

/** What the vendor's client of each service is built on: a thousand models around it take 100 ms to evaluate. */
async function loadClient(): Promise<typeof OpenApi.default> {
  // Only the default export of a CommonJS package is the same in Node and in a bundle: the module itself.
  return (await import('@alicloud/openapi-core')).default.default;
}

async function toSdkCall(
  asked: AnyCall,
  service: ServiceRecord,
  { endpoint }: Place,
  { idleMs }: AnswerBounds,
) {
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
    // The stream itself: the SDK would read it too, and leak its timer.
    bodyType: 'binary',
  });
  // A form is sent in the body, so that a secret is in no URL and no log.
  const body = call.form ?? call.json;
  const request = new core.$OpenApiUtil.OpenApiRequest({
    headers: call.headers,
    query: call.query,
    ...(body === undefined ? {} : { body }),
  });
  // `connectTimeout` really is the socket's idle time, 3 s unless set: a read timeout alone has no effect.
  const runtime = new dara.RuntimeOptions({ connectTimeout: idleMs, readTimeout: idleMs });
  return [params, request, runtime] satisfies Parameters<OpenApi.default['callApi']>;
}

function readText(body: unknown): Promise<string> {
  if (!(body instanceof Readable)) return Promise.resolve('');
  if ('socket' in body && body.socket instanceof Socket) forgetReadTimer(body.socket);
  return text(body);
}

/**
 * The SDK's HTTP client sets a timer for the answer and never clears it, so that every request stays in memory for
 * the whole timeout, thousands of them in a scan of a large fleet. From here on the answer's bounds apply.
 */
function forgetReadTimer(socket: Socket): void {
  const timer = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'TIMER::READ_TIMER',
  );
  if (timer !== undefined) clearTimeout(Reflect.get(socket, timer));
}
