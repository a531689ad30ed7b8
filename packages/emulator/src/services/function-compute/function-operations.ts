import { ApiError, bodyReply, emptyReply, jsonReply, type Reply } from '../../http/reply.js';
import {
  bodyOf,
  type FcCall,
  permitAll,
  permitRole,
  permittedFunction,
  permittedName,
  serviceOf,
} from './call.js';
import { codeOf } from './code-upload.js';
import {
  type DeployedFunction,
  definitionOf,
  type FunctionDefinition,
  functionKey,
  type Initializer,
  type LogConfig,
  recordOf,
} from './definition.js';
import { type Invocation, invoke, logTail } from './function-entry.js';

const asyncEventBytes = 128 * 1024;

/** One function's settings. */
export function getFunction(call: FcCall): Reply {
  const { fn } = permittedFunction(call, 'GetFunction');
  return jsonReply(200, call.dialect.functionBody(fn, call.registry.world.identities.accountId));
}

/** The functions of a service, or those of FC 3.0, by prefix. */
export function listFunctions(call: FcCall): Reply {
  permitAll(call, 'ListFunctions');
  const { registry, path, dialect, request } = call;
  const { service } = serviceOf(path['service'] ?? null);
  const prefix = request.query.get('prefix') ?? '';
  const functions = [...registry.entries.values()]
    .map(({ fn }) => fn)
    .filter((fn) => fn.service === service && fn.name.startsWith(prefix))
    .map((fn) => dialect.functionBody(fn, registry.world.identities.accountId));
  return jsonReply(200, { functions });
}

/** Creates a function from uploaded code. */
export function createFunction(call: FcCall): Reply {
  const { registry, dialect } = call;
  const body = bodyOf(call);
  const named = permittedName(call, 'CreateFunction', String(body['functionName'] ?? ''));
  if (registry.entries.has(functionKey(named.service, named.name))) {
    throw new ApiError(409, 'FunctionAlreadyExists', `function '${named.name}' already exists`);
  }
  const settings = settingsOf(body);
  permitRole(call, settings.role);
  const { fn } = registry.deployPackage({ ...named, ...settings }, codeOf(call, body['code']));
  return jsonReply(200, dialect.functionBody(fn, registry.world.identities.accountId));
}

/** Deletes a function, with its triggers. */
export async function deleteFunction(call: FcCall): Promise<Reply> {
  const entry = permittedFunction(call, 'DeleteFunction');
  await call.registry.remove(entry);
  return emptyReply(204);
}

/** Changes settings, code, or both. The instances are restarted. */
export function updateFunction(call: FcCall): Reply {
  const { fn } = permittedFunction(call, 'UpdateFunction');
  const { code, ...body } = bodyOf(call);
  const changes = settingsOf(body);
  permitRole(call, changes.role);
  const settings = { ...fn.settings, ...changes.settings };
  const definition = { ...definitionOf(fn), ...changes, settings };
  const entry = code
    ? call.registry.deployPackage(definition, codeOf(call, code))
    : call.registry.deploy(definition);
  return jsonReply(200, call.dialect.functionBody(entry.fn, call.registry.world.identities.accountId));
}

/** Runs a function and waits, or takes the event and answers at once. */
export async function invokeFunction(call: FcCall): Promise<Reply> {
  const entry = permittedFunction(call, 'InvokeFunction');
  const { headers, body, id } = call.request;
  const requestId = id.toLowerCase();
  if (headers['x-fc-invocation-type'] === 'Async') {
    if (body.length > asyncEventBytes) throw tooLarge();
    const taskId = headers[call.dialect.taskIdHeader] ?? null;
    call.registry.queue.enqueue(entry, body, { requestId, taskId });
    return emptyReply(202, { 'x-fc-request-id': requestId });
  }
  const invocation = await invoke(entry, body, requestId);
  return invocationReply(invocation, headers['x-fc-log-type'] === 'Tail');
}

/** The services that have a function. */
export function listServices(call: FcCall): Reply {
  permitAll(call, 'ListServices');
  const prefix = call.request.query.get('prefix') ?? '';
  const first = new Map(
    [...call.registry.entries.values()].toReversed().map(({ fn }) => [fn.service ?? '', fn] as const),
  );
  const services = [...first]
    .filter(([service]) => service !== '' && service.startsWith(prefix))
    .map(([service, fn]) => serviceJson(service, fn));
  return jsonReply(200, { services, nextToken: null });
}

/** A service's own page; it exists as long as it has a function. */
export function getService(call: FcCall): Reply {
  permitAll(call, 'GetService');
  const { service } = serviceOf(call.path['service'] ?? '');
  const fn = call.registry.entries.values().find((entry) => entry.fn.service === service)?.fn;
  if (!fn) throw new ApiError(404, 'ServiceNotFound', `service '${service}' does not exist`);
  return jsonReply(200, serviceJson(service ?? '', fn));
}

function serviceJson(service: string, fn: DeployedFunction) {
  return {
    serviceName: service,
    serviceId: `service-${service}`,
    description: '',
    role: fn.role ?? '',
    internetAccess: true,
    logConfig: {
      project: fn.logConfig?.project ?? '',
      logstore: fn.logConfig?.logstore ?? '',
      enableRequestMetrics: true,
    },
    createdTime: fn.created,
    lastModifiedTime: fn.modified,
  };
}

function invocationReply(invocation: Invocation, wantsLog: boolean): Reply {
  const { body, errorType, requestId, instanceId, durationMs, memoryMb, log } = invocation;
  return bodyReply(200, body, errorType ? 'application/json' : 'application/octet-stream', {
    'x-fc-request-id': requestId,
    'x-fc-instance-id': instanceId,
    'x-fc-invocation-duration': String(Math.round(durationMs)),
    'x-fc-max-memory-usage': memoryMb.toFixed(2),
    ...(errorType ? { 'x-fc-error-type': errorType } : {}),
    ...(wantsLog ? { 'x-fc-log-result': logTail(log) } : {}),
  });
}

function tooLarge(): ApiError {
  const message = `payload size exceeds maximum allowed size (${asyncEventBytes} bytes)`;
  return new ApiError(400, 'EntityTooLarge', message);
}

type Body = Readonly<Record<string, unknown>>;

/** The settings in a CreateFunction or UpdateFunction body; members without a meaning here are kept to be returned. */
function settingsOf(body: Body): Partial<FunctionDefinition> {
  const { functionName, code, ...rest } = body;
  const { runtime, handler, timeout, memorySize, role, description, ...others } = rest;
  const { environmentVariables, instanceLifecycleConfig, logConfig, ...settings } = others;
  return {
    ...(typeof runtime === 'string' ? { runtime: knownRuntime(runtime) } : {}),
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

function knownRuntime(runtime: string): string {
  if (/^(nodejs\d+|custom(\.debian1[0-2])?)$/.test(runtime)) return runtime;
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
