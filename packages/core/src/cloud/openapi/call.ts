import * as v from 'valibot';
import type { Sentence } from '../../words/say.js';
import type { AnyCall, CallOf, OperationRecord, ServiceRecord } from './operation.js';
import { type Attempt, createRunner, fromJson, type Operation, type RunnerOptions } from './runner.js';
import { createSdkSender, type Place } from './sdk-send.js';

/** How a call is described in messages, where it goes, and how its answer is decoded. */
export interface Asked<Result>
  extends Pick<Operation<string, Result>, 'doing' | 'clusterId' | 'bounds' | 'decode'> {
  readonly place: Place;
}

/** Sends a call of one of the service's operations; throws AckringError only. */
export type Caller<Service extends ServiceRecord> = <Result>(
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
export interface RpcCall<Service extends RpcService, Name extends NameOf<Service>> {
  readonly operation: Name;
  readonly parameters: Extract<CallOf<Service>, { readonly operation: Name }>['form'];
  /** A phrase such as "store a secret", for messages. */
  readonly doing: Sentence;
}

/** Sends a call and returns the answer as its record declares it; throws AckringError only. */
export type RpcCaller<Service extends RpcService> = <Name extends NameOf<Service>>(
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
  return async ({ operation, parameters, doing }, signal) => {
    const { answer }: Service['operations'][typeof operation] = operations[operation];
    const decode = fromJson((body) => {
      const parsed = v.safeParse(answer, body);
      return parsed.success ? parsed : null;
    });
    const place = { endpoint, region };
    return (await call({ operation, form: parameters ?? {}, doing, place, decode }, signal)).output;
  };
}
