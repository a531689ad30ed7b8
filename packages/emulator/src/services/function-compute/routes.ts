import type { Reply } from '../../http/reply.js';
import type { ServedOperation } from '../service.js';
import {
  deleteAsyncInvokeConfig,
  getAsyncInvokeConfig,
  getAsyncTask,
  listAsyncTasks,
  putAsyncInvokeConfig,
} from './async-operations.js';
import type { FcCall } from './call.js';
import {
  createFunction,
  deleteFunction,
  getFunction,
  invokeFunction,
  listFunctions,
  updateFunction,
} from './function-operations.js';
import {
  createTrigger,
  deleteTrigger,
  getTrigger,
  listTriggers,
  updateTrigger,
} from './trigger-operations.js';
import {
  createAlias,
  deleteAlias,
  deleteVersion,
  getAlias,
  listAliases,
  listVersions,
  publishVersion,
  updateAlias,
} from './version-operations.js';

/** One operation: its path under a function, and its handler. All versions of the API share them. */
export interface FcRoute extends ServedOperation {
  readonly handle: (call: FcCall) => Reply | Promise<Reply>;
}

/** Members of a function in FC 3.0: the first three are told once they are set, the rest has no meaning here. */
const leftOutOfFunction = [
  'instanceLifecycleConfig',
  'logConfig',
  'tags',
  'customContainerConfig',
  'customDNS',
  'customRuntimeConfig',
  'disableInjectCredentials',
  'disableOndemand',
  'enableLongLiving',
  'gpuConfig',
  'idleTimeout',
  'instanceIsolationMode',
  'invocationRestriction',
  'juiceFsConfig',
  'layers',
  'lockInfo',
  'nasConfig',
  'ossMountConfig',
  'polarFsConfig',
  'resourceGroupId',
  'sessionAffinity',
  'sessionAffinityConfig',
  'tracingConfig',
  'vpcConfig',
];

const leftOutOfAsyncConfig = ['destinationConfig.onFailure', 'destinationConfig.onSuccess'];

const leftOutOfTask = ['destinationStatus', 'events'];

/** Of a list, which is always whole. */
function leftOutOfEach(list: string, leftOut: readonly string[]): readonly string[] {
  return ['nextToken', ...leftOut.map((member) => `${list}.${member}`)];
}

const ofFunction: readonly FcRoute[] = [
  {
    operation: 'GetFunction',
    method: 'GET',
    pattern: '',
    leftOut: leftOutOfFunction,
    handle: getFunction,
  },
  {
    operation: 'UpdateFunction',
    method: 'PUT',
    pattern: '',
    leftOut: leftOutOfFunction,
    assumed: 'a role needs ram:PassRole',
    handle: updateFunction,
  },
  {
    operation: 'InvokeFunction',
    method: 'POST',
    pattern: '/invocations',
    assumed:
      'octets as the content type, JSON for an error; four processes at most; retries without back-off',
    handle: invokeFunction,
  },
  {
    operation: 'ListTriggers',
    method: 'GET',
    pattern: '/triggers',
    leftOut: leftOutOfEach('triggers', ['httpTrigger']),
    handle: listTriggers,
  },
  {
    operation: 'CreateTrigger',
    method: 'POST',
    pattern: '/triggers',
    leftOut: ['httpTrigger'],
    handle: createTrigger,
  },
  {
    operation: 'GetTrigger',
    method: 'GET',
    pattern: '/triggers/{trigger}',
    leftOut: ['httpTrigger'],
    handle: getTrigger,
  },
  {
    operation: 'UpdateTrigger',
    method: 'PUT',
    pattern: '/triggers/{trigger}',
    leftOut: ['httpTrigger'],
    handle: updateTrigger,
  },
  { operation: 'DeleteTrigger', method: 'DELETE', pattern: '/triggers/{trigger}', handle: deleteTrigger },
  {
    operation: 'GetAsyncInvokeConfig',
    method: 'GET',
    pattern: '/async-invoke-config',
    leftOut: leftOutOfAsyncConfig,
    handle: getAsyncInvokeConfig,
  },
  {
    operation: 'PutAsyncInvokeConfig',
    method: 'PUT',
    pattern: '/async-invoke-config',
    leftOut: leftOutOfAsyncConfig,
    handle: putAsyncInvokeConfig,
  },
  {
    operation: 'DeleteAsyncInvokeConfig',
    method: 'DELETE',
    pattern: '/async-invoke-config',
    handle: deleteAsyncInvokeConfig,
  },
];

/** The 2023-03-30 API. */
export const routes2023: readonly FcRoute[] = [
  {
    operation: 'CreateFunction',
    method: 'POST',
    pattern: '/2023-03-30/functions',
    leftOut: leftOutOfFunction,
    assumed: 'status 200; a role needs ram:PassRole; the zip file of another bucket needs oss:GetObject',
    handle: createFunction,
  },
  ...under('/2023-03-30/functions', [
    {
      operation: 'DeleteFunction',
      method: 'DELETE',
      pattern: '',
      assumed: 'its triggers go with it',
      handle: deleteFunction,
    },
    {
      operation: 'ListAsyncTasks',
      method: 'GET',
      pattern: '/async-tasks',
      leftOut: leftOutOfEach('tasks', leftOutOfTask),
      handle: listAsyncTasks,
    },
    {
      operation: 'GetAsyncTask',
      method: 'GET',
      pattern: '/async-tasks/{task}',
      leftOut: leftOutOfTask,
      handle: getAsyncTask,
    },
    {
      operation: 'PublishFunctionVersion',
      method: 'POST',
      pattern: '/versions',
      assumed: 'one without changes is published too',
      handle: publishVersion,
    },
    {
      operation: 'ListFunctionVersions',
      method: 'GET',
      pattern: '/versions',
      leftOut: ['nextToken'],
      handle: listVersions,
    },
    {
      operation: 'DeleteFunctionVersion',
      method: 'DELETE',
      pattern: '/versions/{version}',
      assumed: 'refused while an alias leads to it',
      handle: deleteVersion,
    },
    { operation: 'CreateAlias', method: 'POST', pattern: '/aliases', handle: createAlias },
    {
      operation: 'ListAliases',
      method: 'GET',
      pattern: '/aliases',
      leftOut: ['nextToken'],
      handle: listAliases,
    },
    { operation: 'GetAlias', method: 'GET', pattern: '/aliases/{alias}', handle: getAlias },
    { operation: 'UpdateAlias', method: 'PUT', pattern: '/aliases/{alias}', handle: updateAlias },
    { operation: 'DeleteAlias', method: 'DELETE', pattern: '/aliases/{alias}', handle: deleteAlias },
  ]),
];

/** The functions of a path, each with its parts. */
export function under(collection: string, own: readonly FcRoute[]): readonly FcRoute[] {
  return [
    {
      operation: 'ListFunctions',
      method: 'GET',
      pattern: collection,
      leftOut: leftOutOfEach('functions', leftOutOfFunction),
      handle: listFunctions,
    },
    ...[...ofFunction, ...own].map((route) => ({
      ...route,
      pattern: `${collection}/{function}${route.pattern}`,
    })),
  ];
}
