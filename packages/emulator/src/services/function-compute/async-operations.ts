import { ApiError, emptyReply, jsonReply, type Reply, wireTime } from '../../http/reply.js';
import { bodyOf, type FcCall, permittedFunction } from './call.js';
import { type AsyncInvokeConfig, asyncConfigOf, defaultAsyncInvokeConfig } from './function-entry.js';

/** How a function's asynchronous invocations are treated; 404 until configured. */
export function getAsyncInvokeConfig(call: FcCall): Reply {
  const entry = permittedFunction(call, 'GetAsyncInvokeConfig');
  const config = asyncConfigOf(entry);
  if (!config) throw configNotFound(entry.fn.name);
  const { accountId } = call.registry.world.identities;
  return jsonReply(200, call.dialect.asyncConfigBody(config, entry.fn, accountId));
}

export function putAsyncInvokeConfig(call: FcCall): Reply {
  const entry = permittedFunction(call, 'PutAsyncInvokeConfig');
  const body = bodyOf(call);
  const now = wireTime(call.registry.world.clock.now());
  const config: AsyncInvokeConfig = {
    maxAsyncRetryAttempts: within(body, 'maxAsyncRetryAttempts', 0, 8),
    maxAsyncEventAgeInSeconds: within(body, 'maxAsyncEventAgeInSeconds', 1, 604_800),
    asyncTask: (body['asyncTask'] ?? body['statefulInvocation']) === true,
    created: asyncConfigOf(entry)?.created ?? now,
    modified: now,
  };
  entry.asyncConfigs.set(entry.qualified.qualifier, config);
  return jsonReply(
    200,
    call.dialect.asyncConfigBody(config, entry.fn, call.registry.world.identities.accountId),
  );
}

export function deleteAsyncInvokeConfig(call: FcCall): Reply {
  const entry = permittedFunction(call, 'DeleteAsyncInvokeConfig');
  if (!entry.asyncConfigs.delete(entry.qualified.qualifier)) throw configNotFound(entry.fn.name);
  return emptyReply(204);
}

/** Asynchronous invocations, newest first, by `status` and `prefix` of their ids. */
export function listAsyncTasks(call: FcCall): Reply {
  const { tasks, fn } = permittedFunction(call, 'ListAsyncTasks');
  const { query } = call.request;
  const [status, prefix] = [query.get('status'), query.get('prefix') ?? ''];
  const shown = [...tasks.values()]
    .filter((task) => (!status || task.status === status) && task.id.startsWith(prefix))
    .toReversed()
    .slice(0, Number(query.get('limit') ?? 20));
  const { accountId } = call.registry.world.identities;
  const told = shown.map((task) => call.dialect.taskBody(task, fn, accountId));
  return jsonReply(200, { [call.dialect.tasksMember]: told });
}

export function getAsyncTask(call: FcCall): Reply {
  const { tasks, fn } = permittedFunction(call, 'GetAsyncTask');
  const id = call.path['task'] ?? '';
  const task = tasks.get(id);
  if (!task) throw new ApiError(404, 'AsyncTaskNotFound', `async task '${id}' does not exist`);
  return jsonReply(200, call.dialect.taskBody(task, fn, call.registry.world.identities.accountId));
}

function within(
  body: Readonly<Record<string, unknown>>,
  name: 'maxAsyncRetryAttempts' | 'maxAsyncEventAgeInSeconds',
  least: number,
  most: number,
): number {
  const value = body[name] ?? defaultAsyncInvokeConfig[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ApiError(400, 'InvalidArgument', `${name} must be within ${least} and ${most}`);
}

function configNotFound(name: string): ApiError {
  return new ApiError(404, 'AsyncConfigNotFound', `async invoke config of function '${name}' does not exist`);
}
