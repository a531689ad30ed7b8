import * as v from 'valibot';
import { unreadable } from '../ack/error.js';
import { parseApiJson } from '../ack/json.js';
import { createOpenApiCaller, type OpenApiOptions } from './call.js';

export type RpcOptions = OpenApiOptions;

/** One call of an RPC service. */
export interface RpcCall<Schema extends v.GenericSchema> {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly answer: Schema;
  /** A phrase such as "store a secret", for messages. */
  readonly doing: string;
  /** The RAM action it needs, such as `kms:PutSecretValue`. */
  readonly permission: string;
}

/** Sends a call and gives the parsed answer; throws AckringError only. */
export type RpcCaller = <Schema extends v.GenericSchema>(
  call: RpcCall<Schema>,
  signal?: AbortSignal,
) => Promise<v.InferOutput<Schema>>;

/**
 * Calls an RPC service (KMS, STS, CloudMonitor). The service's own SDKs are not used: the one of KMS puts the
 * secret into the URL. All calls made here can be repeated.
 */
export function createRpcCaller(options: RpcOptions): RpcCaller {
  const send = createOpenApiCaller(options);
  return async ({ action, parameters, answer, doing, permission }, signal) => {
    const call = {
      action,
      style: 'RPC',
      method: 'POST',
      path: '/',
      form: parameters,
      doing,
      permission,
    } as const;
    const { text, headers } = await send(call, signal);
    const parsed = v.safeParse(answer, parse(text));
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
