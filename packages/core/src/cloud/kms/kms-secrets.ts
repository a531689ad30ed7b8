import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { createRpcCaller, type RpcOptions } from '../openapi/call.js';
import type { ServiceRecord } from '../openapi/operation.js';
import { apiCodeOf, kmsFailure } from './kms-failure.js';

/** One version of a generic secret. */
export interface SecretValue {
  readonly versionId: string;
  readonly data: string;
}

/** A key, as far as its use depends on it. */
export interface KmsKey {
  /** `Enabled`, or why it cannot be used, such as `Disabled`. */
  readonly state: string;
  /** The KMS instance it lives in; null for the shared service. */
  readonly instanceId: string | null;
}

/** Generic secrets of KMS Secrets Manager (RPC 2016-01-20). */
export interface KmsSecrets {
  /** A key by id or alias; null if there is none. */
  key(id: string, signal?: AbortSignal): Promise<KmsKey | null>;
  /** The version labelled `ACSCurrent`, or null if there is no such secret. */
  current(name: string, signal?: AbortSignal): Promise<SecretValue | null>;
  /** The names of all secrets of the account and region, without their values. */
  list(signal?: AbortSignal): Promise<readonly string[]>;
  /** Creates the secret with its first version as the current one; throws Conflict if it exists. */
  create(secret: NewSecret, signal?: AbortSignal): Promise<void>;
  /** Adds a version with stage labels; the same id with the same value is done already. */
  put(version: NewVersion, signal?: AbortSignal): Promise<void>;
  /** Moves `ACSCurrent` from one version to another. */
  moveCurrent(move: { name: string; from: string; to: string }, signal?: AbortSignal): Promise<void>;
}

export interface NewSecret {
  readonly name: string;
  readonly versionId: string;
  readonly data: string;
  readonly description: string;
  /** The encryption key, in the instance; null for the account's default. */
  readonly keyId: string | null;
  readonly instanceId: string | null;
}

export interface NewVersion {
  readonly name: string;
  readonly versionId: string;
  readonly data: string;
  readonly stages: readonly string[];
}

/** Maximum size of a generic secret's value, in bytes. */
export const secretBytes = 30_720;

/** Maximum page size of ListSecrets. */
const pageSize = 100;

/** Secrets are sent in the request's body, never in a URL, a message or a log. */
export function createKmsSecrets(options: RpcOptions): KmsSecrets {
  const send = createRpcCaller(kmsService, options);
  const call: typeof send = async (request, signal) => {
    try {
      return await send(request, signal);
    } catch (error) {
      const { parameters } = request;
      const named =
        parameters !== undefined && 'SecretName' in parameters ? parameters.SecretName : undefined;
      throw kmsFailure(error, { secret: named ?? '', region: options.region });
    }
  };
  return {
    key: async (id, signal) => {
      const request = {
        operation: 'DescribeKey',
        parameters: { KeyId: id },
        doing: say('look at the key {id}', { id }),
      } as const;
      try {
        const { KeyMetadata: found } = await send(request, signal);
        return { state: found.KeyState, instanceId: found.DKMSInstanceId || null };
      } catch (error) {
        if (error instanceof AckringError && /^Forbidden\.(Key|Alias)NotFound$/.test(apiCodeOf(error.cause)))
          return null;
        throw error;
      }
    },
    current: async (name, signal) => {
      const request = {
        operation: 'GetSecretValue',
        parameters: { SecretName: name, VersionStage: 'ACSCurrent' },
        doing: say('read secret {name}', { name }),
      } as const;
      const value = await nullWhenMissing(() => call(request, signal));
      return value === null ? null : { data: value.SecretData, versionId: value.VersionId };
    },
    list: async (signal) => {
      const names: string[] = [];
      for (let number = 1; ; number += 1) {
        const parameters = { PageNumber: String(number), PageSize: String(pageSize) };
        const request = { operation: 'ListSecrets', parameters, doing: say('list the secrets') } as const;
        const { SecretList, TotalCount } = await call(request, signal);
        names.push(...SecretList.Secret.map(({ SecretName }) => SecretName));
        if (SecretList.Secret.length === 0 || number * pageSize >= TotalCount) return names;
      }
    },
    create: async ({ name, versionId, data, description, keyId, instanceId }, signal) => {
      refuseTooLarge(name, data);
      const parameters = {
        SecretName: name,
        SecretData: data,
        SecretDataType: 'text',
        VersionId: versionId,
        Description: description,
        ...(keyId === null ? {} : { EncryptionKeyId: keyId }),
        ...(instanceId === null ? {} : { DKMSInstanceId: instanceId }),
      };
      const doing = say('create secret {name}', { name });
      await call({ operation: 'CreateSecret', parameters, doing }, signal);
    },
    put: async ({ name, versionId, data, stages }, signal) => {
      refuseTooLarge(name, data);
      const parameters = {
        SecretName: name,
        SecretData: data,
        SecretDataType: 'text',
        VersionId: versionId,
        VersionStages: JSON.stringify(stages),
      };
      const doing = say('store a version of secret {name}', { name });
      await call({ operation: 'PutSecretValue', parameters, doing }, signal);
    },
    moveCurrent: async ({ name, from, to }, signal) => {
      const parameters = {
        SecretName: name,
        VersionStage: 'ACSCurrent',
        MoveToVersion: to,
        RemoveFromVersion: from,
      };
      const doing = say('promote a version of secret {name}', { name });
      await call({ operation: 'UpdateSecretVersionStage', parameters, doing }, signal);
    },
  };
}

async function nullWhenMissing<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AckringError && error.code === 'ResourceNotFound') return null;
    throw error;
  }
}

function refuseTooLarge(name: string, data: string): void {
  const bytes = Buffer.byteLength(data);
  if (bytes <= secretBytes) return;
  throw new AckringError(
    'Refused',
    say('secret {name} would be {bytes} bytes, and KMS takes {most}', { name, bytes, most: secretBytes }),
    { remedy: say('Use the oss sink for this one.') },
  );
}

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
