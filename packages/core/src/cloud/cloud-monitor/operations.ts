import * as v from 'valibot';
import type { ServiceRecord } from '../openapi/operation.js';

const answerSchema = v.object({ Code: v.union([v.string(), v.number()]) });

/** All that we call of CloudMonitor. */
export const cloudMonitorService = {
  product: 'cms',
  version: '2019-01-01',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    PutCustomEvent: {
      method: 'POST',
      path: '/',
      form: ['EventInfo.N.EventName', 'EventInfo.N.Content', 'EventInfo.N.Time', 'EventInfo.N.GroupId'],
      answer: answerSchema,
    },
  },
} as const satisfies ServiceRecord;
