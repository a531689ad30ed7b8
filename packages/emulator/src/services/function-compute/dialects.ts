import type { Dialect } from './call.js';
import { jsonRecord, recordOf } from './definition.js';
import type { AsyncTask } from './function-entry.js';

/** A function's defaults. */
const usualSettings = { cpu: 0.35, diskSize: 512, instanceConcurrency: 1 };

/** What tells how long an invocation took and where, once it ended. */
function courseOf({ enqueuedAt, endedAt, attempts }: AsyncTask) {
  const instance = { instanceId: attempts.at(-1)?.instanceId ?? '' };
  return endedAt ? { ...instance, durationMs: endedAt.getTime() - enqueuedAt.getTime() } : instance;
}

function returned({ status, attempts }: AsyncTask) {
  return status === 'Succeeded' ? { returnPayload: attempts.at(-1)?.body.toString('utf8') } : {};
}

/** The 2016-08-15 API: functions are in services. */
export const dialect2016: Dialect = {
  arn: (fn, accountId, part = '') =>
    `acs:fc:${fn.region}:${accountId}:services/${fn.service ?? ''}/functions/${fn.name}${part}`,
  functionBody: (fn) => ({
    ...usualSettings,
    functionId: `${fn.service}-${fn.name}`,
    functionName: fn.name,
    description: fn.description,
    runtime: fn.runtime,
    handler: fn.handler,
    timeout: fn.timeout,
    initializer: fn.initializer?.handler ?? null,
    initializationTimeout: fn.initializer?.timeout ?? null,
    memorySize: fn.memorySize,
    codeSize: fn.upload?.size ?? 0,
    codeChecksum: fn.upload?.checksum ?? '0',
    environmentVariables: fn.environmentVariables,
    instanceType: 'e1',
    instanceLifecycleConfig: { preStop: { handler: '', timeout: null } },
    createdTime: fn.created,
    lastModifiedTime: fn.modified,
  }),
  triggerBody: (trigger) => ({
    triggerName: trigger.name,
    triggerId: trigger.id,
    triggerType: trigger.type,
    description: trigger.description,
    sourceArn: null,
    invocationRole: trigger.invocationRole || null,
    qualifier: trigger.qualifier || null,
    triggerConfig: trigger.config,
    createdTime: trigger.created,
    lastModifiedTime: trigger.modified,
  }),
  triggerConfig: (given) => recordOf(given, 'triggerConfig'),
  asyncConfigBody: (config, fn) => ({
    service: fn.service,
    function: fn.name,
    qualifier: 'LATEST',
    destinationConfig: {},
    maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
    maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
    statefulInvocation: config.asyncTask,
    createdTime: config.created,
    lastModifiedTime: config.modified,
  }),
  taskBody: (task, fn) => ({
    serviceName: fn.service,
    functionName: fn.name,
    qualifier: 'LATEST',
    invocationId: task.id,
    requestId: task.requestId,
    status: task.status,
    startedTime: task.enqueuedAt.getTime(),
    endTime: task.endedAt?.getTime() ?? null,
    alreadyRetriedTimes: Math.max(0, task.attempts.length - 1),
    invocationPayload: task.event.toString('utf8'),
    invocationErrorMessage: task.attempts.at(-1)?.errorType ?? '',
    ...courseOf(task),
    ...returned(task),
  }),
  taskIdHeader: 'x-fc-stateful-async-invocation-id',
  tasksMember: 'invocations',
};

/** The 2021-04-06 API: a trigger's configuration is JSON in a string. */
export const dialect2021: Dialect = {
  ...dialect2016,
  triggerBody: (trigger, fn, accountId) => ({
    ...dialect2016.triggerBody(trigger, fn, accountId),
    triggerConfig: JSON.stringify(trigger.config),
  }),
  triggerConfig: (given) => jsonRecord(given, 'triggerConfig'),
};

/** The 2023-03-30 API, FC 3.0: functions are standalone, and a trigger's configuration is JSON in a string. */
export const dialect2023: Dialect = {
  arn: (fn, accountId, part = '') => `acs:fc:${fn.region}:${accountId}:functions/${fn.name}${part}`,
  functionBody: (fn, accountId) => ({
    ...usualSettings,
    internetAccess: true,
    ...fn.settings,
    functionName: fn.name,
    functionArn: dialect2023.arn(fn, accountId),
    functionId: `fn-${fn.name}`,
    description: fn.description,
    runtime: fn.runtime,
    handler: fn.handler,
    timeout: fn.timeout,
    memorySize: fn.memorySize,
    codeSize: fn.upload?.size ?? 0,
    codeChecksum: fn.upload?.checksum ?? '0',
    role: fn.role ?? '',
    environmentVariables: fn.environmentVariables,
    ...(fn.initializer ? { instanceLifecycleConfig: { initializer: fn.initializer } } : {}),
    ...(fn.logConfig ? { logConfig: fn.logConfig } : {}),
    state: 'Active',
    stateReason: '',
    stateReasonCode: '',
    lastUpdateStatus: 'Successful',
    lastUpdateStatusReason: '',
    lastUpdateStatusReasonCode: '',
    createdTime: fn.created,
    lastModifiedTime: fn.modified,
  }),
  triggerBody: (trigger, fn, accountId) => ({
    triggerName: trigger.name,
    triggerId: trigger.id,
    triggerType: trigger.type,
    description: trigger.description,
    invocationRole: trigger.invocationRole,
    qualifier: trigger.qualifier || 'LATEST',
    sourceArn: '',
    targetArn: dialect2023.arn(fn, accountId),
    triggerConfig: JSON.stringify(trigger.config),
    status: '',
    createdTime: trigger.created,
    lastModifiedTime: trigger.modified,
  }),
  triggerConfig: (given) => jsonRecord(given, 'triggerConfig'),
  asyncConfigBody: (config, fn, accountId) => ({
    functionArn: dialect2023.arn(fn, accountId),
    destinationConfig: {},
    maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
    maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
    asyncTask: config.asyncTask,
    createdTime: config.created,
    lastModifiedTime: config.modified,
  }),
  taskBody: (task, fn, accountId) => ({
    taskId: task.id,
    requestId: task.requestId,
    functionArn: dialect2023.arn(fn, accountId),
    qualifier: 'LATEST',
    status: task.status,
    startedTime: task.enqueuedAt.getTime(),
    ...(task.endedAt ? { endTime: task.endedAt.getTime() } : {}),
    ...courseOf(task),
    alreadyRetriedTimes: Math.max(0, task.attempts.length - 1),
    taskPayload: task.event.toString('utf8'),
    taskErrorMessage: task.attempts.at(-1)?.errorType ?? '',
    ...returned(task),
  }),
  taskIdHeader: 'x-fc-async-task-id',
  tasksMember: 'tasks',
};
