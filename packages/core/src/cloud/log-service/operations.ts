import * as v from 'valibot';
import type { ServiceRecord } from '../openapi/operation.js';
import { logSignature } from './log-signature.js';

const entrySchema = v.objectWithRest({ __time__: v.union([v.string(), v.number()]) }, v.unknown());

/** All that we call of Log Service. */
export const logService = {
  product: 'sls',
  version: '2020-12-30',
  style: 'ROA',
  signature: logSignature,
  operations: {
    GetLogs: {
      method: 'GET',
      path: '/logstores/{logstore}',
      query: ['type', 'from', 'to', 'topic', 'query', 'line', 'offset', 'reverse'],
      answer: v.array(entrySchema),
      permission: 'log:GetLogStoreLogs',
    },
  },
} as const satisfies ServiceRecord;
