import type { Dialect } from './call.js';
import { jsonRecord } from './record.js';

/** What a function has when nobody said otherwise. */
const usualSettings = { cpu: 0.35, diskSize: 512, instanceConcurrency: 1, internetAccess: true };

/** The 2023-03-30 API, FC 3.0: functions stand alone, and a trigger's configuration is JSON in a string. */
export const dialect2023: Dialect = {
  arn: (fn, accountId, part = '') => `acs:fc:${fn.region}:${accountId}:functions/${fn.name}${part}`,
  functionBody: (fn, accountId) => ({
    ...usualSettings,
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
    lastUpdateStatus: 'Successful',
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
    alreadyRetriedTimes: Math.max(0, task.attempts.length - 1),
    taskPayload: task.event.toString('utf8'),
    taskErrorMessage: task.attempts.at(-1)?.errorType ?? '',
    ...(task.status === 'Succeeded' ? { returnPayload: task.attempts.at(-1)?.body.toString('utf8') } : {}),
  }),
  taskIdHeader: 'x-fc-async-task-id',
};
