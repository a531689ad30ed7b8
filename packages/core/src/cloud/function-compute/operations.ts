import * as v from 'valibot';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { jsonIn } from '../../words/json.js';
import { holding, type ServiceRecord } from '../openapi/operation.js';
import type { FunctionStatus, FunctionTrigger, Invocation } from './api.js';

const functionSchema = v.object({
  functionName: v.string(),
  runtime: v.fallback(v.string(), ''),
  handler: v.fallback(v.string(), ''),
  memorySize: v.fallback(v.number(), 0),
  timeout: v.fallback(v.number(), 0),
  state: v.fallback(v.nullable(v.string()), null),
  role: v.fallback(v.nullable(v.string()), null),
  lastModifiedTime: v.fallback(v.nullable(v.string()), null),
  logConfig: v.fallback(v.nullable(v.object({ project: v.string(), logstore: v.string() })), null),
});

const rotationSchema = v.object({ environmentVariables: v.object({ ACKRING_ROTATION: v.string() }) });

const wholeFunctionSchema = v.object({
  ...functionSchema.entries,
  environmentVariables: v.unknown(),
});

const timerSchema = v.object({
  cronExpression: v.fallback(v.nullable(v.string()), null),
  enable: v.fallback(v.boolean(), true),
  payload: v.fallback(v.nullable(v.string()), null),
});

/** A function without triggers may lack the list. */
const triggersSchema = v.object({
  triggers: v.nullish(
    v.array(
      v.object({
        triggerName: v.string(),
        triggerType: v.fallback(v.string(), ''),
        // An object in the 2016 API, JSON in a string in FC 3.0.
        triggerConfig: holding(v.unknown(), timerSchema),
      }),
    ),
    [],
  ),
});

const asyncSchema = v.object({
  maxAsyncRetryAttempts: v.number(),
  maxAsyncEventAgeInSeconds: v.number(),
});

/** The rotation in a deployed function's environment. Null if the answer is not a function. */
export function decodeRotationSetting(body: unknown): { readonly setting: string | null } | null {
  if (!v.is(functionSchema, body)) return null;
  const parsed = v.safeParse(rotationSchema, body);
  return { setting: parsed.success ? parsed.output.environmentVariables.ACKRING_ROTATION : null };
}

const serviceSchema = v.object({
  role: v.fallback(v.nullable(v.string()), null),
  logConfig: v.fallback(v.nullable(v.object({ project: v.string(), logstore: v.string() })), null),
});

/** Settings of an FC 2.0 service for all its functions; empty if it may not be read. */
export function decodeService(body: unknown): Pick<FunctionStatus, 'role' | 'logs'> {
  const parsed = v.safeParse(serviceSchema, body);
  if (!parsed.success) return { role: null, logs: null };
  const { role, logConfig } = parsed.output;
  return {
    role,
    logs: logConfig?.project ? { project: logConfig.project, logstore: logConfig.logstore } : null,
  };
}

type DecodedFunction = Omit<FunctionStatus, 'region' | 'triggers' | 'asyncInvoke'>;

/** Null if the answer is not a function. */
export function decodeFunction(body: unknown): DecodedFunction | null {
  const parsed = v.safeParse(functionSchema, body);
  if (!parsed.success) return null;
  const { functionName, memorySize, timeout, lastModifiedTime, logConfig, ...rest } = parsed.output;
  const modified = new Date(lastModifiedTime ?? '');
  return {
    ...rest,
    name: functionName,
    memoryMiB: memorySize,
    timeoutSeconds: timeout,
    logs: logConfig?.project ? logConfig : null,
    modified: Number.isNaN(modified.getTime()) ? null : modified,
  };
}

export function decodeTriggers(body: unknown): readonly FunctionTrigger[] | null {
  const parsed = v.safeParse(triggersSchema, body);
  if (!parsed.success) return null;
  return (parsed.output.triggers ?? []).map(({ triggerName, triggerType, triggerConfig }) => {
    const timer = v.safeParse(timerSchema, jsonOf(triggerConfig));
    const { cronExpression: cron, enable: enabled, payload } = timer.success ? timer.output : noTimer;
    return { name: triggerName, type: triggerType, cron, enabled, payload };
  });
}

const noTimer = { cronExpression: null, enable: true, payload: null };

export function decodeAsyncConfig(body: unknown): Pick<FunctionStatus, 'asyncInvoke'> {
  const parsed = v.safeParse(asyncSchema, body);
  if (!parsed.success) return { asyncInvoke: null };
  const { maxAsyncRetryAttempts: retries, maxAsyncEventAgeInSeconds: maxAgeSeconds } = parsed.output;
  return { asyncInvoke: { retries, maxAgeSeconds } };
}

/** From an invocation's headers and body; both APIs use the same headers. */
export function decodeInvocation(
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  isAsync: boolean,
): Invocation {
  const log = headers['x-fc-log-result'];
  const isFailed = headers['x-fc-error-type'] !== undefined;
  return {
    requestId: headers['x-fc-request-id'] ?? null,
    result: isFailed ? 'failed' : isAsync ? 'accepted' : 'answered',
    answer: isAsync || body === '' ? null : body,
    logTail: log === undefined ? null : Buffer.from(log, 'base64').toString('utf8'),
  };
}

/** Null for a resource that does not exist. */
export function nullWhenMissing<T>(ask: () => Promise<T>): Promise<T | null> {
  return nullWhen('ResourceNotFound', ask);
}

/** Null for optional parts that may not be read. */
export function nullWhenForbidden<T>(ask: () => Promise<T>): Promise<T | null> {
  return nullWhen('Forbidden', ask);
}

async function nullWhen<T>(code: ErrorCode, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AckringError && error.code === code) return null;
    throw error;
  }
}

function jsonOf(value: unknown): unknown {
  return typeof value === 'string' ? jsonIn(value) : value;
}

/** Every Function Compute 2.0 operation that we call, by its client's method names. */
export const functionCompute2Service = {
  product: 'fc',
  version: '2016-08-15',
  style: 'ROA',
  signature: 'FC',
  operations: {
    getService: {
      method: 'GET',
      path: '/services/{service}',
      answer: serviceSchema,
      permission: 'fc:GetService',
      openApi: 'GetService',
    },
    getFunction: {
      method: 'GET',
      path: '/services/{service}/functions/{function}',
      answer: wholeFunctionSchema,
      permission: 'fc:GetFunction',
      openApi: 'GetFunction',
    },
    listTriggers: {
      method: 'GET',
      path: '/services/{service}/functions/{function}/triggers',
      answer: triggersSchema,
      permission: 'fc:ListTriggers',
      openApi: 'ListTriggers',
    },
    getFunctionAsyncConfig: {
      method: 'GET',
      path: '/services/{service}/functions/{function}/async-invoke-config',
      answer: asyncSchema,
      permission: 'fc:GetFunctionAsyncInvokeConfig',
      openApi: 'GetFunctionAsyncInvokeConfig',
    },
    invokeFunction: {
      method: 'POST',
      path: '/services/{service}/functions/{function}/invocations',
      headers: ['x-fc-invocation-type', 'x-fc-log-type'],
      answer: null,
      permission: 'fc:InvokeFunction',
      openApi: 'InvokeFunction',
      changesSomething: true,
    },
  },
} as const satisfies ServiceRecord;

/** Every Function Compute 3.0 operation that we call. */
export const functionComputeService = {
  product: 'fc',
  version: '2023-03-30',
  style: 'ROA',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    GetFunction: { method: 'GET', path: '/2023-03-30/functions/{function}', answer: wholeFunctionSchema },
    ListTriggers: {
      method: 'GET',
      path: '/2023-03-30/functions/{function}/triggers',
      answer: triggersSchema,
    },
    GetAsyncInvokeConfig: {
      method: 'GET',
      path: '/2023-03-30/functions/{function}/async-invoke-config',
      answer: asyncSchema,
    },
    InvokeFunction: {
      method: 'POST',
      path: '/2023-03-30/functions/{function}/invocations',
      query: ['qualifier'],
      headers: ['x-fc-invocation-type', 'x-fc-log-type'],
      answer: null,
      changesSomething: true,
    },
  },
} as const satisfies ServiceRecord;
