import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { Caller } from '../../world/identities.js';
import { type DeployedFunction, functionKey } from './definition.js';
import type { AsyncInvokeConfig, AsyncTask } from './function-entry.js';
import { type FunctionEntry, qualifiedEntry } from './function-entry.js';
import type { Registry } from './registry.js';
import type { Trigger } from './trigger.js';

/** One authenticated call, its path split. */
export interface FcCall {
  readonly registry: Registry;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  readonly path: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
}

/** How one version of the API expresses the same things. */
export interface Dialect {
  /** The ARN of a function, or of a part of it such as `/triggers/daily`. */
  arn(fn: Pick<DeployedFunction, 'service' | 'name' | 'region'>, accountId: string, part?: string): string;
  functionBody(fn: DeployedFunction, accountId: string): Record<string, unknown>;
  triggerBody(trigger: Trigger, fn: DeployedFunction, accountId: string): Record<string, unknown>;
  /** A trigger's configuration from a request's body. */
  triggerConfig(given: unknown): Readonly<Record<string, unknown>>;
  asyncConfigBody(
    config: AsyncInvokeConfig,
    fn: DeployedFunction,
    accountId: string,
  ): Record<string, unknown>;
  taskBody(task: AsyncTask, fn: DeployedFunction, accountId: string): Record<string, unknown>;
  /** The header with the caller's own id of an asynchronous invocation. */
  readonly taskIdHeader: string;
  /** What a list of asynchronous invocations calls them. */
  readonly tasksMember: string;
}

const permit = permitOrRefuse({
  status: 403,
  code: 'AccessDenied',
  message: (action) => `the caller is not authorized to perform '${action}'`,
});

/** The function in a path, once RAM has allowed the action on it. */
export function permittedFunction(call: FcCall, action: string, part = ''): FunctionEntry {
  const { registry, caller, dialect, path } = call;
  const { service, qualifier } = serviceOf(path['service'] ?? null);
  const name = path['function'] ?? '';
  const entry = registry.entries.get(functionKey(service, name));
  const { identities, regions } = registry.world;
  const asked = entry?.fn ?? { service, name, region: regions[0]?.id ?? '*' };
  permit(caller, `fc:${action}`, dialect.arn(asked, identities.accountId, part));
  if (!entry) throw functionNotFound(registry, service, name);
  const qualified = qualifiedEntry(entry, qualifier ?? call.request.query.get('qualifier') ?? '');
  if (!qualified) throw versionNotFound(qualifier ?? call.request.query.get('qualifier'), name);
  return qualified;
}

/** A function of the path's service about to be created, once RAM has allowed the action on it. */
export function permittedName({ registry, caller, dialect, path }: FcCall, action: string, name: string) {
  const { identities, regions } = registry.world;
  const { service } = serviceOf(path['service'] ?? null);
  const named = { service, name, region: regions[0]?.id ?? 'cn-hangzhou' };
  permit(caller, `fc:${action}`, dialect.arn(named, identities.accountId));
  return named;
}

/** Giving a function a role needs a permission of its own. */
export function permitRole({ caller }: FcCall, role: string | undefined): void {
  if (role) permit(caller, 'ram:PassRole', role);
}

/** Asks RAM about every function at once. */
export function permitAll({ registry, caller }: FcCall, action: string): void {
  permit(caller, `fc:${action}`, `acs:fc:*:${registry.world.identities.accountId}:*`);
}

/** A JSON body's members. */
export function bodyOf({ request }: FcCall): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // The refusal below says it.
  }
  throw new ApiError(400, 'InvalidArgument', 'the request body is not a JSON object');
}

/** `service.qualifier`, as the older API writes it. */
export function serviceOf(text: string | null): { service: string | null; qualifier: string | null } {
  if (text === null) return { service: null, qualifier: null };
  const dot = text.indexOf('.');
  return dot < 0
    ? { service: text, qualifier: null }
    : { service: text.slice(0, dot), qualifier: text.slice(dot + 1) };
}

function functionNotFound(registry: Registry, service: string | null, name: string): ApiError {
  if (service === null) return new ApiError(404, 'FunctionNotFound', `function '${name}' does not exist`);
  const hasService = registry.entries.values().some(({ fn }) => fn.service === service);
  if (!hasService) return new ApiError(404, 'ServiceNotFound', `service '${service}' does not exist`);
  return new ApiError(404, 'FunctionNotFound', `function '${name}' does not exist in service '${service}'`);
}

function versionNotFound(qualifier: string | null, name: string): ApiError {
  return new ApiError(404, 'VersionNotFound', `version or alias '${qualifier}' of '${name}' does not exist`);
}
