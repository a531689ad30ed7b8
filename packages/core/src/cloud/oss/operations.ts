import * as v from 'valibot';
import type { ServiceRecord } from '../openapi/operation.js';

const pageSchema = v.object({
  // Every list says how long it is; of a page that is none the client makes an empty list.
  keyCount: v.number(),
  objects: v.optional(v.nullable(v.array(v.object({ name: v.string() }))), []),
  isTruncated: v.optional(v.boolean(), false),
  nextContinuationToken: v.optional(v.nullable(v.string()), null),
});

/** All that we call of OSS, by the names of its client's methods. */
export const ossService = {
  product: 'oss',
  version: '2019-05-17',
  style: 'ROA',
  signature: 'OSS4-HMAC-SHA256',
  operations: {
    get: { method: 'GET', path: '/{object}', answer: null, permission: 'oss:GetObject' },
    listV2: {
      method: 'GET',
      path: '/',
      query: ['list-type', 'prefix', 'max-keys', 'continuation-token'],
      answer: pageSchema,
      permission: 'oss:ListObjects',
    },
    put: {
      method: 'PUT',
      path: '/{object}',
      headers: ['x-oss-server-side-encryption', 'x-oss-server-side-encryption-key-id', 'x-oss-object-acl'],
      answer: null,
      permission: 'oss:PutObject and oss:PutObjectAcl',
    },
  },
} as const satisfies ServiceRecord;
