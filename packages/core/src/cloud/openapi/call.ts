import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type OpenApi from '@alicloud/openapi-core';
import * as v from 'valibot';
import type { Sentence } from '../../words/say.js';
import type { AnswerBounds } from './answer-bounds.js';
import type { CredentialSource } from './credential-source.js';
import type { Endpoint } from './endpoints.js';
import {
  type AnyCall,
  type CallOf,
  type OperationRecord,
  type ServiceRecord,
  toWireCall,
} from './operation.js';
import {
  type Answer,
  type Attempt,
  createRunner,
  fromJson,
  type Operation,
  type RunnerOptions,
  textHeaders,
} from './runner.js';

/** How a call is described in messages, where it goes, and how its answer is decoded. */
interface Asked<Result> extends Pick<Operation<string, Result>, 'doing' | 'clusterId' | 'bounds' | 'decode'> {
  readonly place: Place;
}

/** Sends a call of one of the service's operations; throws AckringError only. */
type Caller<Service extends ServiceRecord> = <Result>(
  call: CallOf<Service> & Asked<Result>,
  signal?: AbortSignal,
) => Promise<Result>;

/** Calls a service through the vendor's client. */
export function createCaller<Service extends ServiceRecord>(
  service: Service,
  options: RunnerOptions,
): Caller<Service> {
  return createAnyCaller(service, options);
}

/** The same for callers that check the names in their calls themselves. */
function createAnyCaller(service: ServiceRecord, options: RunnerOptions) {
  const run = createRunner(service, options);
  const sendOnce = createSdkSender(service, options.credentials);
  return <Result>({ place, ...call }: AnyCall & Asked<Result>, signal?: AbortSignal): Promise<Result> => {
    const send = ({ bounds }: Attempt) => sendOnce(call, place, bounds);
    return run({ ...call, endpoint: place.endpoint, region: place.region, send }, signal);
  };
}

export interface RpcOptions extends RunnerOptions, Place {}

interface RpcService extends ServiceRecord {
  readonly operations: Readonly<Record<string, OperationRecord & { readonly answer: v.GenericSchema }>>;
}
type NameOf<Service extends RpcService> = keyof Service['operations'] & string;

/** One call of an RPC service. */
interface RpcCall<Service extends RpcService, Name extends NameOf<Service>> {
  readonly operation: Name;
  readonly parameters: Extract<CallOf<Service>, { readonly operation: Name }>['form'];
  /** A phrase such as "store a secret", for messages. */
  readonly doing: Sentence;
  /** The cluster that it is about, for messages. */
  readonly clusterId?: string;
}

/** Sends a call and returns the answer as its record declares it; throws AckringError only. */
type RpcCaller<Service extends RpcService> = <Name extends NameOf<Service>>(
  call: RpcCall<Service, Name>,
  signal?: AbortSignal,
) => Promise<v.InferOutput<Service['operations'][Name]['answer']>>;

/**
 * Calls an RPC service (KMS, STS, CloudMonitor). The services' own SDKs are not used: KMS's puts the secret into the
 * URL.
 */
export function createRpcCaller<Service extends RpcService>(
  service: Service,
  { endpoint, region, ...options }: RpcOptions,
): RpcCaller<Service> {
  const call = createAnyCaller(service, options);
  const operations: Service['operations'] = service.operations;
  return async ({ operation, parameters, ...about }, signal) => {
    const { answer }: Service['operations'][typeof operation] = operations[operation];
    const decode = fromJson((body) => {
      const parsed = v.safeParse(answer, body);
      return parsed.success ? parsed : null;
    });
    const place = { endpoint, region };
    return (await call({ operation, form: parameters ?? {}, ...about, place, decode }, signal)).output;
  };
}

/** Where a call is sent. */
interface Place {
  readonly region: string;
  readonly endpoint: Endpoint;
}

type SdkConfig = ConstructorParameters<typeof OpenApi.default>[0];
type SdkCredential = NonNullable<SdkConfig['credential']>;
type SdkKey = Awaited<ReturnType<SdkCredential['getCredential']>>;

/** Sends one call once; throws what the SDK throws. */
type SdkSender = (call: AnyCall, place: Place, bounds: AnswerBounds) => Promise<Answer>;

/**
 * Sends through the vendor's client, one per endpoint, which signs. Its typed methods are not used: one drifting
 * field in one item loses a whole list, an empty answer throws, and ids lose digits. The body is taken as text
 * instead. The SDK is loaded on the first call, since that takes 200 ms or more.
 */
function createSdkSender(service: ServiceRecord, credentials: Pick<CredentialSource, 'get'>): SdkSender {
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
    authType: call.isUnsigned ? 'Anonymous' : 'AK',
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
