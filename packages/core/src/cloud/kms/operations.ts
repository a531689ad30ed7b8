import * as v from 'valibot';
import type { ServiceRecord } from '../openapi/operation.js';

const valueSchema = v.object({ SecretData: v.string(), VersionId: v.string() });

const keySchema = v.object({
  KeyMetadata: v.object({ KeyState: v.string(), DKMSInstanceId: v.optional(v.string(), '') }),
});

const pageSchema = v.object({
  SecretList: v.object({ Secret: v.array(v.object({ SecretName: v.string() })) }),
  TotalCount: v.number(),
});

/** Every KMS operation that we call. */
export const kmsService = {
  product: 'kms',
  version: '2016-01-20',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    DescribeKey: {
      method: 'POST',
      path: '/',
      form: ['KeyId'],
      answer: keySchema,
    },
    GetSecretValue: {
      method: 'POST',
      path: '/',
      form: ['SecretName', 'VersionStage'],
      answer: valueSchema,
    },
    ListSecrets: {
      method: 'POST',
      path: '/',
      form: ['PageNumber', 'PageSize'],
      answer: pageSchema,
    },
    CreateSecret: {
      method: 'POST',
      path: '/',
      form: [
        'SecretName',
        'SecretData',
        'SecretDataType',
        'VersionId',
        'Description',
        'EncryptionKeyId',
        'DKMSInstanceId',
      ],
      answer: v.unknown(),
    },
    PutSecretValue: {
      method: 'POST',
      path: '/',
      form: ['SecretName', 'SecretData', 'SecretDataType', 'VersionId', 'VersionStages'],
      answer: v.unknown(),
    },
    UpdateSecretVersionStage: {
      method: 'POST',
      path: '/',
      form: ['SecretName', 'VersionStage', 'MoveToVersion', 'RemoveFromVersion'],
      answer: v.unknown(),
    },
  },
} as const satisfies ServiceRecord;
