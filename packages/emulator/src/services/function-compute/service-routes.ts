import { getAsyncTask, listAsyncTasks } from './async-operations.js';
import { getTempBucketToken } from './code-upload.js';
import { getService, listServices } from './function-operations.js';
import { type FcRoute, under } from './routes.js';

/** The 2016-08-15 API: functions are in services. */
export const routes2016: readonly FcRoute[] = [
  {
    operation: 'GetTempBucketToken',
    method: 'GET',
    pattern: '/2016-08-15/tempBucketToken',
    assumed: 'its RAM action; an hour; the bucket takes the first signature',
    handle: getTempBucketToken,
  },
  ...inServices('/2016-08-15'),
];

/** What the 2021-04-06 API calls otherwise. */
const names2021: Readonly<Record<string, string>> = {
  GetAsyncInvokeConfig: 'GetFunctionAsyncInvokeConfig',
  PutAsyncInvokeConfig: 'PutFunctionAsyncInvokeConfig',
  DeleteAsyncInvokeConfig: 'DeleteFunctionAsyncInvokeConfig',
  ListAsyncTasks: 'ListStatefulAsyncInvocations',
  GetAsyncTask: 'GetStatefulAsyncInvocation',
};

const ofService = ['nasConfig', 'ossMountConfig', 'tracingConfig', 'useSLRAuthentication', 'vpcConfig'];

const ofFunction = [
  'caPort',
  'customContainerConfig',
  'customDNS',
  'customHealthCheckConfig',
  'customRuntimeConfig',
  'gpuMemorySize',
  'instanceLifecycleConfig.preFreeze',
  'instanceSoftConcurrency',
  'layers',
  'layersArnV2',
];

const ofTrigger = ['domainName', 'urlInternet', 'urlIntranet'];

const ofAsyncConfig = ['destinationConfig.onFailure', 'destinationConfig.onSuccess'];

const ofTask = ['destinationStatus', 'events'];

const each = (list: string, leftOut: readonly string[]) => leftOut.map((member) => `${list}.${member}`);

/** Members of the answers that are left out, by operation of the 2021-04-06 API. */
const leftOut2021: Readonly<Record<string, readonly string[]>> = {
  ListServices: [
    ...each('services', ofService),
    'services.logConfig.enableInstanceMetrics',
    'services.logConfig.logBeginRule',
  ],
  GetService: [...ofService, 'logConfig.enableInstanceMetrics', 'logConfig.logBeginRule'],
  ListFunctions: ['nextToken', ...each('functions', ofFunction)],
  GetFunction: ofFunction,
  UpdateFunction: ofFunction,
  ListTriggers: ['nextToken', ...each('triggers', ofTrigger)],
  CreateTrigger: ofTrigger,
  GetTrigger: ofTrigger,
  UpdateTrigger: [...ofTrigger, 'status', 'targetArn'],
  GetFunctionAsyncInvokeConfig: ofAsyncConfig,
  PutFunctionAsyncInvokeConfig: ofAsyncConfig,
  ListStatefulAsyncInvocations: ['nextToken', ...each('invocations', ofTask)],
  GetStatefulAsyncInvocation: ofTask,
};

/** The 2021-04-06 API, fc-open: the same with the gateway's signatures. */
export const routes2021: readonly FcRoute[] = inServices('/2021-04-06').map(({ leftOut: _, ...route }) => {
  const operation = names2021[route.operation] ?? route.operation;
  const leftOut = leftOut2021[operation];
  return { ...route, operation, ...(leftOut ? { leftOut } : {}) };
});

function inServices(root: string): readonly FcRoute[] {
  return [
    {
      operation: 'ListServices',
      method: 'GET',
      pattern: `${root}/services`,
      assumed: 'all at once; a service is there as long as it has a function',
      handle: listServices,
    },
    { operation: 'GetService', method: 'GET', pattern: `${root}/services/{service}`, handle: getService },
    ...under(`${root}/services/{service}/functions`, [
      {
        operation: 'ListAsyncTasks',
        method: 'GET',
        pattern: '/stateful-async-invocations',
        handle: listAsyncTasks,
      },
      {
        operation: 'GetAsyncTask',
        method: 'GET',
        pattern: '/stateful-async-invocations/{task}',
        handle: getAsyncTask,
      },
    ]),
  ];
}
