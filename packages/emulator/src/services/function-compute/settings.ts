import { ApiError } from '../../http/api-error.js';
import type { FunctionDefinition, Initializer, LogConfig } from './definition.js';
import { recordOf } from './record.js';

type Body = Readonly<Record<string, unknown>>;

/** The settings of a CreateFunction or UpdateFunction body; members that nothing here acts on are kept to be told back. */
export function settingsOf(body: Body): Partial<FunctionDefinition> {
  const { functionName, code, ...rest } = body;
  const { runtime, handler, timeout, memorySize, role, description, ...others } = rest;
  const { environmentVariables, instanceLifecycleConfig, logConfig, ...settings } = others;
  return {
    ...(typeof runtime === 'string' ? { runtime: nodeRuntime(runtime) } : {}),
    ...(typeof handler === 'string' ? { handler } : {}),
    ...(typeof timeout === 'number' ? { timeout } : {}),
    ...(typeof memorySize === 'number' ? { memorySize } : {}),
    ...(typeof role === 'string' ? { role } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(isVariables(environmentVariables) ? { environmentVariables } : {}),
    ...(instanceLifecycleConfig ? { instanceLifecycleConfig: lifecycleOf(instanceLifecycleConfig) } : {}),
    ...(logConfig ? { logConfig: logConfigOf(logConfig) } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}

function nodeRuntime(runtime: string): string {
  if (/^nodejs\d+$/.test(runtime)) return runtime;
  throw new ApiError(400, 'InvalidArgument', `the embedded cloud does not have the runtime '${runtime}'`);
}

function isVariables(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => typeof each === 'string')
  );
}

function lifecycleOf(value: unknown): { readonly initializer?: Initializer } {
  const { initializer } = recordOf(value, 'instanceLifecycleConfig');
  if (initializer === undefined || initializer === null) return {};
  const { handler, timeout } = recordOf(initializer, 'initializer');
  if (typeof handler !== 'string' || handler === '') return {};
  return { initializer: { handler, ...(typeof timeout === 'number' ? { timeout } : {}) } };
}

/** Its flags are kept as they were sent. */
function logConfigOf(value: unknown): LogConfig {
  const { project = '', logstore = '', ...flags } = recordOf(value, 'logConfig');
  return { ...flags, project: String(project), logstore: String(logstore) };
}
