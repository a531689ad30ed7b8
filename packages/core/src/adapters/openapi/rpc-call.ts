import * as v from 'valibot';
import type { WireService } from '../wire.js';
import { createAnyCaller, type OpenApiOptions } from './call.js';
import { unreadable } from './error.js';
import { parseApiJson } from './json.js';
import type { CallOf, OperationRecord, ServiceRecord } from './operation.js';

export type RpcOptions = Omit<OpenApiOptions, 'service'>;

interface RpcService extends ServiceRecord {
  readonly operations: Readonly<Record<string, OperationRecord & { readonly answer: v.GenericSchema }>>;
}
type NameOf<Service extends RpcService> = keyof Service['operations'] & string;

/** One call of an RPC service. */
export interface RpcCall<Service extends RpcService, Name extends NameOf<Service>> {
  readonly operation: Name;
  readonly parameters: Extract<CallOf<Service>, { readonly operation: Name }>['form'];
  /** A phrase such as "store a secret", for messages. */
  readonly doing: string;
}

/** Sends a call and gives the parsed answer; throws AckringError only. */
export type RpcCaller<Service extends RpcService> = <Name extends NameOf<Service>>(
  call: RpcCall<Service, Name>,
  signal?: AbortSignal,
) => Promise<v.InferOutput<Service['operations'][Name]['answer']>>;

/**
 * Calls an RPC service (KMS, STS, CloudMonitor). The service's own SDKs are not used: the one of KMS puts the
 * secret into the URL. All calls made here can be repeated.
 */
export function createRpcCaller<Service extends WireService & RpcService>(
  service: Service,
  options: RpcOptions,
): RpcCaller<Service> {
  const send = createAnyCaller({ ...options, service });
  const operations: Service['operations'] = service.operations;
  return async ({ operation, parameters, doing }, signal) => {
    const permission = `${service.product}:${operation}`;
    const { text, headers } = await send({ operation, form: parameters ?? {}, doing, permission }, signal);
    const record: Service['operations'][typeof operation] = operations[operation];
    const parsed = v.safeParse(record.answer, parse(text));
    if (parsed.success) return parsed.output;
    const subject = { doing, permission, host: options.endpoint.host };
    throw unreadable(subject, headers['x-acs-request-id'] ?? null);
  };
}

function parse(text: string): unknown {
  try {
    return parseApiJson(text);
  } catch {
    return null;
  }
}
