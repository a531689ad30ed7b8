import * as v from 'valibot';
import type { ServiceRecord } from '../openapi/operation.js';

const callerSchema = v.object({
  AccountId: v.string(),
  UserId: v.optional(v.string()),
  RoleId: v.optional(v.string()),
  IdentityType: v.optional(v.string()),
});

const assumedSchema = v.object({
  Credentials: v.object({
    AccessKeyId: v.string(),
    AccessKeySecret: v.string(),
    SecurityToken: v.string(),
    Expiration: v.pipe(v.string(), v.isoTimestamp()),
  }),
});

/** All that we call of the Security Token Service. */
export const stsService = {
  product: 'sts',
  version: '2015-04-01',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    GetCallerIdentity: { method: 'POST', path: '/', answer: callerSchema },
    AssumeRole: {
      method: 'POST',
      path: '/',
      form: ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'],
      answer: assumedSchema,
    },
  },
} as const satisfies ServiceRecord;
