import { ApiError } from '../../http/reply.js';
import type { CodePackage } from './uploaded-code.js';

/** A function to deploy, in the vendor's schema. */
export interface FunctionDefinition {
  /** With a service it is an FC 2.0 function; without, FC 3.0. */
  readonly service?: string | null;
  readonly name: string;
  /** The folder that holds the code. */
  readonly code: string;
  /** `file.export`; `index.handler` by default. */
  readonly handler?: string;
  readonly runtime?: string;
  /** The Node that runs it; the one that runs the emulator by default. */
  readonly nodeBinary?: string;
  /** Megabytes, 128–32768; 512 by default. */
  readonly memorySize?: number;
  /** Seconds, 1–86400; 3 by default. */
  readonly timeout?: number;
  /** The role's ARN; its trust must name `fc.aliyuncs.com`. Without one the context has no credentials. */
  readonly role?: string;
  /** The scenario's first region by default. */
  readonly region?: string;
  readonly description?: string;
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly instanceLifecycleConfig?: { readonly initializer?: Initializer };
  readonly logConfig?: LogConfig;
  /** Further members of the vendor's schema, returned as they were sent. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What `code` was unpacked from, if it was uploaded. */
  readonly upload?: CodePackage | null;
}

/** With flags such as `enableRequestMetrics`, returned as they were sent. */
export interface LogConfig extends Readonly<Record<string, unknown>> {
  readonly project: string;
  readonly logstore: string;
}

export interface Initializer {
  readonly handler: string;
  /** Seconds, 3 by default. */
  readonly timeout?: number;
}

/** A deployed function: the definition with every default filled in. Plain values, so that a snapshot can hold it. */
export interface DeployedFunction {
  readonly service: string | null;
  readonly name: string;
  readonly code: string;
  readonly handler: string;
  readonly runtime: string;
  readonly nodeBinary: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly role: string | null;
  readonly region: string;
  readonly description: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly initializer: Required<Initializer> | null;
  readonly logConfig: LogConfig | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly upload: CodePackage | null;
  readonly created: string;
  readonly modified: string;
}

const environmentBytes = 4096;

/** Checks a definition against the vendor's limits and fills in the defaults. */
export function deployedFunction(
  definition: FunctionDefinition,
  { now, region }: { now: string; region: string },
): DeployedFunction {
  const initializer = definition.instanceLifecycleConfig?.initializer;
  const deployed: DeployedFunction = {
    service: definition.service ?? null,
    name: definition.name,
    code: definition.code,
    handler: definition.handler ?? 'index.handler',
    runtime: definition.runtime ?? 'nodejs20',
    nodeBinary: definition.nodeBinary ?? process.execPath,
    memorySize: definition.memorySize ?? 512,
    timeout: definition.timeout ?? 3,
    role: definition.role || null,
    region: definition.region ?? region,
    description: definition.description ?? '',
    environmentVariables: definition.environmentVariables ?? {},
    initializer: initializer ? { handler: initializer.handler, timeout: initializer.timeout ?? 3 } : null,
    logConfig: definition.logConfig?.project ? definition.logConfig : null,
    settings: definition.settings ?? {},
    upload: definition.upload ?? null,
    created: now,
    modified: now,
  };
  checkLimits(deployed);
  return deployed;
}

/** The definition that would deploy the same function again. */
export function definitionOf({
  role,
  logConfig,
  initializer,
  ...rest
}: DeployedFunction): FunctionDefinition {
  return {
    ...rest,
    ...(role ? { role } : {}),
    ...(logConfig ? { logConfig } : {}),
    ...(initializer ? { instanceLifecycleConfig: { initializer } } : {}),
  };
}

/** What starts the server of a custom runtime (`customRuntimeConfig`); null for a managed one. */
export function commandOf({ runtime, settings }: DeployedFunction): readonly string[] | null {
  if (!runtime.startsWith('custom')) return null;
  const { command = ['/code/bootstrap'], args = [] } = recordOf(
    settings['customRuntimeConfig'] ?? {},
    'customRuntimeConfig',
  );
  if (Array.isArray(command) && Array.isArray(args)) return [...command, ...args].map(String);
  throw invalid('customRuntimeConfig is invalid');
}

/** A function's internal name: `service/name`, or `/name` for FC 3.0. */
export function functionKey(service: string | null, name: string): string {
  return `${service ?? ''}/${name}`;
}

function checkLimits({ name, handler, memorySize, timeout, environmentVariables }: DeployedFunction): void {
  if (!/^[a-zA-Z_][\w-]{0,127}$/.test(name)) throw invalid('function name is invalid');
  if (!/^[\w/-]+\.[\w$]+$/.test(handler)) throw invalid(`handler '${handler}' is invalid`);
  if (memorySize < 128 || memorySize > 32_768) throw invalid('memory size must be within 128 and 32768 MB');
  if (timeout < 1 || timeout > 86_400) throw invalid('timeout must be within 1 and 86400 seconds');
  const reserved = Object.keys(environmentVariables).find((variable) => variable.startsWith('FC_'));
  if (reserved) throw invalid(`environment variable '${reserved}' is reserved`);
  if (Buffer.byteLength(JSON.stringify(environmentVariables)) > environmentBytes) {
    throw invalid('environment variables exceed 4096 bytes');
  }
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'InvalidArgument', message);
}

/** An object's members, or the cloud's refusal naming the malformed value. */
export function recordOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ApiError(400, 'InvalidArgument', `${name} is not an object`);
}

/** The same from JSON in a string. */
export function jsonRecord(value: unknown, name: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(String(value)), name);
  } catch {
    throw new ApiError(400, 'InvalidArgument', `${name} is not a JSON object`);
  }
}

/** The name by which a function was invoked, and the version that this resolved to; empty if unpublished. */
export interface Qualified {
  readonly qualifier: string;
  readonly versionId: string;
}

export const latest: Qualified = { qualifier: 'LATEST', versionId: '' };
