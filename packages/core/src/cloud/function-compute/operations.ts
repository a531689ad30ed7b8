import type { ServiceRecord } from '../openapi/operation.js';
import { asyncSchema, serviceSchema, triggersSchema, wholeFunctionSchema } from './decode.js';

/** Every Function Compute 2.0 operation that we call, by its client's method names. */
export const functionCompute2Service = {
  product: 'fc',
  version: '2016-08-15',
  style: 'ROA',
  signature: 'FC',
  operations: {
    getService: {
      method: 'GET',
      path: '/services/{service}',
      answer: serviceSchema,
      permission: 'fc:GetService',
      openApi: 'GetService',
    },
    getFunction: {
      method: 'GET',
      path: '/services/{service}/functions/{function}',
      answer: wholeFunctionSchema,
      permission: 'fc:GetFunction',
      openApi: 'GetFunction',
    },
    listTriggers: {
      method: 'GET',
      path: '/services/{service}/functions/{function}/triggers',
      answer: triggersSchema,
      permission: 'fc:ListTriggers',
      openApi: 'ListTriggers',
    },
    getFunctionAsyncConfig: {
      method: 'GET',
      path: '/services/{service}/functions/{function}/async-invoke-config',
      answer: asyncSchema,
      permission: 'fc:GetFunctionAsyncInvokeConfig',
      openApi: 'GetFunctionAsyncInvokeConfig',
    },
    invokeFunction: {
      method: 'POST',
      path: '/services/{service}/functions/{function}/invocations',
      headers: ['x-fc-invocation-type', 'x-fc-log-type'],
      answer: null,
      permission: 'fc:InvokeFunction',
      openApi: 'InvokeFunction',
      changesSomething: true,
    },
  },
} as const satisfies ServiceRecord;

/** Every Function Compute 3.0 operation that we call. */
export const functionComputeService = {
  product: 'fc',
  version: '2023-03-30',
  style: 'ROA',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    GetFunction: { method: 'GET', path: '/2023-03-30/functions/{function}', answer: wholeFunctionSchema },
    ListTriggers: {
      method: 'GET',
      path: '/2023-03-30/functions/{function}/triggers',
      answer: triggersSchema,
    },
    GetAsyncInvokeConfig: {
      method: 'GET',
      path: '/2023-03-30/functions/{function}/async-invoke-config',
      answer: asyncSchema,
    },
    InvokeFunction: {
      method: 'POST',
      path: '/2023-03-30/functions/{function}/invocations',
      query: ['qualifier'],
      headers: ['x-fc-invocation-type', 'x-fc-log-type'],
      answer: null,
      changesSomething: true,
    },
  },
} as const satisfies ServiceRecord;
