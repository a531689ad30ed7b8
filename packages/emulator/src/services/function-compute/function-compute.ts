import { randomUUID } from 'node:crypto';
import { authenticateRoa } from '../../gateway/roa.js';
import { createNonces } from '../../gateway/signer.js';
import { ApiError, jsonReply, type Reply, wireTime } from '../../http/reply.js';
import { matchPath, type ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { LogService } from '../log-service/log-service.js';
import type { Oss } from '../oss/oss.js';
import type { Service } from '../service.js';
import type { Dialect } from './call.js';
import {
  type DeployedFunction,
  definitionOf,
  type FunctionDefinition,
  functionKey,
  latest,
} from './definition.js';
import { dialect2016, dialect2021, dialect2023 } from './dialects.js';
import type { AsyncInvokeConfig } from './function-entry.js';
import { asyncConfigOf, type FunctionEntry } from './function-entry.js';
import { createRegistry, type Registry } from './registry.js';
import { type FcRoute, routes2023 } from './routes.js';
import { routes2016, routes2021 } from './service-routes.js';
import { authenticateFc } from './signature.js';
import type { Trigger, TriggerDefinition } from './trigger.js';

/** A function to deploy with its triggers, as in one s.yaml. */
export interface Deployment extends FunctionDefinition {
  readonly triggers?: readonly TriggerDefinition[];
  readonly asyncInvokeConfig?: Partial<Omit<AsyncInvokeConfig, 'created' | 'modified'>>;
}

/** Function Compute, all versions of its API: it runs real code in separate processes. */
export interface FunctionCompute extends Service {
  deploy(deployment: Deployment): void;
  /** A deployed function with its triggers, tasks and past invocations. */
  get(service: string | null, name: string): FunctionEntry | undefined;
  /** Publishes an FC 3.0 function as it is now, and points the alias to it; returns the version's number. */
  publish(name: string, alias: string): string;
  /** Resolves when no asynchronous invocation is running, including timers'. */
  idle(): Promise<void>;
  /** Kills the process with this access key, in the middle of whatever it does. */
  killHolderOf(accessKeyId: string): boolean;
  stop(): Promise<void>;
}

/** Creates the service for one world; functions' output goes to its Log Service, their code may come from its OSS. */
export function createFunctionCompute(world: World, logs: LogService, oss: Oss): FunctionCompute {
  const registry = createRegistry(world, logs, oss);
  const nonces = createNonces();
  return {
    deploy: (deployment) => deploy(registry, deployment),
    get: (service, name) => registry.entries.get(functionKey(service, name)),
    publish: (name, alias) => {
      const entry = registry.entries.get(functionKey(null, name));
      if (!entry) throw new Error(`there is no function ${name}`);
      const { id: versionId, created } = registry.publish(entry, '');
      entry.aliases.set(alias, { name: alias, versionId, description: '', created, modified: created });
      return versionId;
    },
    idle: () => registry.queue.idle(),
    killHolderOf: (accessKeyId) =>
      registry.entries.values().some(({ pool }) => pool.killHolderOf(accessKeyId)),
    operations: [...routes2016, ...routes2021, ...routes2023],
    operation: (request) => findRoute(versionOf(request).routes, request)?.route.operation ?? 'Unknown',
    async handle(request) {
      const { routes, dialect, isOld } = versionOf(request);
      const isOwn = isOld && !/^(acs|ACS3)/.test(request.headers['authorization'] ?? '');
      const caller = isOwn ? authenticateFc(request, world) : authenticateRoa(request, world, nonces);
      const found = findRoute(routes, request);
      if (!found) {
        throw new ApiError(
          400,
          'PathNotSupported',
          `'${request.method}' against '${request.path}' is not supported`,
        );
      }
      const reply = await found.route.handle({ registry, request, caller, path: found.path, dialect });
      return withRequestId(reply, request);
    },
    renderError,
    save: () => saveFunctions(registry),
    load: (saved) => loadFunctions(registry, saved),
    stop: () => registry.stop(),
  };
}

function deploy(registry: Registry, { triggers = [], asyncInvokeConfig, ...definition }: Deployment): void {
  const entry = registry.deploy(definition);
  const now = wireTime(registry.world.clock.now());
  if (asyncInvokeConfig) {
    const {
      maxAsyncRetryAttempts = 3,
      maxAsyncEventAgeInSeconds = 86_400,
      asyncTask = false,
    } = asyncInvokeConfig;
    entry.asyncConfigs.set(entry.qualified.qualifier, {
      maxAsyncRetryAttempts,
      maxAsyncEventAgeInSeconds,
      asyncTask,
      created: now,
      modified: now,
    });
  }
  for (const { triggerName, triggerType = 'timer', triggerConfig, ...more } of triggers) {
    registry.setTrigger(entry, {
      id: randomUUID(),
      name: triggerName,
      type: triggerType,
      config: triggerConfig,
      description: more.description ?? '',
      invocationRole: more.invocationRole ?? '',
      qualifier: more.qualifier ?? '',
      created: now,
      modified: now,
    });
  }
}

interface ApiVersion {
  readonly routes: readonly FcRoute[];
  readonly dialect: Dialect;
  /** FC 2.0: it has signatures of its own too, and other names for errors. */
  readonly isOld: boolean;
}

function versionOf({ path }: ServiceRequest): ApiVersion {
  if (path.startsWith('/2016-08-15/')) return { routes: routes2016, dialect: dialect2016, isOld: true };
  if (path.startsWith('/2021-04-06/')) return { routes: routes2021, dialect: dialect2021, isOld: true };
  return { routes: routes2023, dialect: dialect2023, isOld: false };
}

function findRoute(
  routes: readonly FcRoute[],
  request: ServiceRequest,
): { route: FcRoute; path: Record<string, string> } | null {
  for (const route of routes) {
    const path = route.method === request.method && matchPath(route.pattern, request.path);
    if (path) return { route, path };
  }
  return null;
}

function withRequestId(reply: Reply, request: ServiceRequest): Reply {
  return { ...reply, headers: { 'x-fc-request-id': request.id.toLowerCase(), ...reply.headers } };
}

/** `ErrorCode` and `ErrorMessage` in the older API, `Code` and `Message` in FC 3.0. */
function renderError(error: ApiError, request: ServiceRequest): Reply {
  const requestId = request.id.toLowerCase();
  const { accessDeniedDetail } = error.details;
  const body = versionOf(request).isOld
    ? { ErrorCode: error.code, ErrorMessage: error.message }
    : {
        Code: error.code,
        Message: error.message,
        RequestId: requestId,
        ...(accessDeniedDetail ? { AccessDeniedDetail: accessDeniedDetail } : {}),
      };
  return jsonReply(error.status, body, { 'x-fc-request-id': requestId, ...error.headers });
}

/**
 * What a snapshot keeps of a function: settings, triggers and uploaded code, but not its history, nor its versions.
 * Other code stays in its folder.
 */
interface SavedFunction {
  readonly fn: DeployedFunction;
  readonly triggers: readonly Trigger[];
  readonly asyncConfig: AsyncInvokeConfig | null;
}

function saveFunctions(registry: Registry): readonly SavedFunction[] {
  return [...registry.entries.values()].map((entry) => ({
    fn: entry.fn,
    triggers: [...entry.triggers.values()],
    asyncConfig: asyncConfigOf(entry),
  }));
}

/** Deploys them again, with timers running. */
function loadFunctions(registry: Registry, saved: unknown): void {
  for (const { fn, triggers, asyncConfig } of saved as readonly SavedFunction[]) {
    const definition = definitionOf(fn);
    const entry = fn.upload ? registry.deployPackage(definition, fn.upload) : registry.deploy(definition);
    if (asyncConfig) entry.asyncConfigs.set(latest.qualifier, asyncConfig);
    for (const trigger of triggers) registry.setTrigger(entry, trigger);
  }
}
