import { type AnswerBounds, usualBounds } from '../openapi/answer-bounds.js';
import type { Endpoint } from '../openapi/endpoints.js';
import type { RunnerOptions } from '../openapi/runner.js';

/** A function by name: in an FC 2.0 service, or standalone in FC 3.0. */
export interface FunctionName {
  readonly service: string | null;
  readonly function: string;
}

/** A name with an optional region at its end: `ackring-rotate@cn-hangzhou`. */
export function parseFunctionPlace(text: string): { readonly name: string; readonly region: string | null } {
  const at = text.indexOf('@');
  return at < 0
    ? { name: text, region: null }
    : { name: text.slice(0, at), region: text.slice(at + 1) || null };
}

/** `service/function`, or a plain name. */
export function parseFunctionName(text: string): FunctionName {
  const slash = text.indexOf('/');
  if (slash < 0) return { service: null, function: text };
  return { service: text.slice(0, slash), function: text.slice(slash + 1) };
}

export function functionNameText({ service, function: name }: FunctionName): string {
  return service === null ? name : `${service}/${name}`;
}

export interface FunctionTrigger {
  readonly name: string;
  readonly type: string;
  /** The timer's expression; null for other types. */
  readonly cron: string | null;
  readonly enabled: boolean;
  readonly payload: string | null;
}

/** What Function Compute reports about a deployed function. */
export interface FunctionStatus {
  readonly name: string;
  readonly region: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  /** The cloud's own word, such as `Active`; null if it does not say (FC 2.0). */
  readonly state: string | null;
  readonly role: string | null;
  readonly modified: Date | null;
  readonly triggers: readonly FunctionTrigger[];
  /** Where it logs to; null if nothing is kept, or if FC 2.0's service may not be read. */
  readonly logs: { readonly project: string; readonly logstore: string } | null;
  /** Null if unset: then events are retried three times for a day. */
  readonly asyncInvoke: { readonly retries: number; readonly maxAgeSeconds: number } | null;
}

/** The outcome of an invocation. A function that fails still answers: `failed`, with its error as the answer. */
export interface Invocation {
  readonly requestId: string | null;
  readonly result: 'accepted' | 'answered' | 'failed';
  readonly answer: string | null;
  /** The last 4 KB of its log, if requested. */
  readonly logTail: string | null;
}

export interface InvokeOptions {
  /** Accepted, to run later with Function Compute's own retries. */
  readonly async?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The deployed function, through either API; throws AckringError. */
export interface DeployedFunction {
  readonly name: FunctionName;
  status(signal?: AbortSignal): Promise<FunctionStatus>;
  /** Its environment's ACKRING_ROTATION, to be parsed and never shown; null if unset. */
  rotationSetting(signal?: AbortSignal): Promise<string | null>;
  invoke(event: string, options?: InvokeOptions): Promise<Invocation>;
}

export interface FunctionComputeOptions extends RunnerOptions {
  readonly accountId: string;
  readonly region: string;
  /** `fcv3.<region>.aliyuncs.com`: everything but invocations in FC 3.0, and all of FC 2.0 if overridden. */
  readonly endpoint: Endpoint;
  /** True if ACKRING_FC_ENDPOINT is set: then invocations go there too, not to the account's own host. */
  readonly isOverridden: boolean;
  /** The version or alias to invoke; the newest code by default. */
  readonly qualifier?: string | null;
}

/** For a synchronous invocation: a little more than the 600 s that a function may run. */
export function invocationBounds({ bounds = usualBounds }: RunnerOptions): AnswerBounds {
  return { ...bounds, idleMs: 610_000, totalMs: 640_000 };
}
