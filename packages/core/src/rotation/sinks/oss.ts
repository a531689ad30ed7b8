import * as v from 'valibot';
import { resolveEndpoint } from '../../adapters/openapi/endpoints.js';
import type { OssObjects } from '../../adapters/oss-objects.js';
import type { RotationPortsOptions } from '../../adapters/rotation-ports-options.js';
import { AckringError } from '../../errors.js';
import { allow } from '../../ram/policy-document.js';
import { refuseOlder } from '../delivery/promotion-guard.js';
import type { CredentialKey, CredentialVersion, DocumentStore, Sink } from '../delivery/sink.js';
import type { PlugInRecord } from '../plug-in.js';
import { keyUse } from '../policy-place.js';
import { text as setting } from '../setting.js';

const schema = v.strictObject({
  kind: v.literal('oss'),
  bucket: setting('bucket'),
  prefix: v.optional(v.string(), 'ackring/'),
  kmsKeyId: v.optional(setting('kmsKeyId')),
  region: v.optional(setting('region')),
});
type Settings = v.InferOutput<typeof schema>;

/** Objects of a bucket. */
export const ossSink: PlugInRecord<typeof schema, Settings, Sink> = {
  kind: 'oss',
  schema,
  open: openOss,
  ramStatements: ({ bucket, prefix, kmsKeyId, region }, place) => {
    const objects = `acs:oss:*:${place.accountId ?? '*'}:${bucket}/${prefix}*`;
    return [...allow(objectActions, [objects]), ...keyUse(kmsKeyId, region ?? place.region, place)];
  },
  docs: {
    summary:
      'Objects of a bucket: `<prefix><cluster id>/<identity>.yaml`, private and encrypted by KMS on the server.',
    example: '{ kind: oss, bucket: my-keys, prefix: "ackring/", kmsKeyId: "key-…" }',
    settings: {
      bucket: 'which bucket; it must be there',
      prefix: 'before each name; `ackring/`',
      kmsKeyId: "the key that encrypts; OSS's own key of KMS",
      region: "where the bucket is; the function's own",
    },
    notes: ['A lifecycle rule of the bucket may drop what lies in `.versions/` longer than a week.'],
  },
};

// A write sets the object's ACL to private. Whether that needs oss:PutObjectAcl, the vendor's pages do not
// agree: PutObject's list of permissions leaves it out, PutObjectACL's says that the header does the same.
const objectActions = ['oss:GetObject', 'oss:PutObject', 'oss:PutObjectAcl'];

async function openOss(
  { bucket, prefix, kmsKeyId, region: named }: Settings,
  { credentials, environment, clock, limiterOf, audience, ...options }: RotationPortsOptions,
): Promise<Sink> {
  const { createOssObjects } = await import('../../adapters/oss-objects.js');
  const region = named ?? options.region;
  const limiter = limiterOf('oss');
  const endpoint = resolveEndpoint('oss', region, environment);
  const objects = createOssObjects({ credentials, endpoint, region, bucket, clock, limiter, audience });
  return createOssSink({ objects, bucket, prefix, kmsKeyId: kmsKeyId ?? null });
}

interface OssSinkOptions {
  readonly objects: OssObjects;
  readonly bucket: string;
  readonly prefix: string;
  readonly kmsKeyId: string | null;
}

/**
 * OSS: object `<prefix><cluster id>/<identity>.yaml`, encrypted by KMS on the server. A version is laid beside
 * it in `.versions/`, which no consumer reads; a lifecycle rule of the bucket may drop what lies there longer
 * than a week. An object appears whole or not at all, so a reader never sees a torn one.
 */
function createOssSink({ objects, bucket, prefix, kmsKeyId }: OssSinkOptions): Sink {
  const name = `oss:${bucket}/${prefix}`;
  const currentOf = (key: CredentialKey): string => `${prefix}${key.clusterId}/${key.identity}.yaml`;
  const put = (object: string, text: string, onlyNew: boolean, signal?: AbortSignal): Promise<void> =>
    objects.put({ name: object, text, kmsKeyId, onlyNew }, signal);
  return {
    name,
    read: (key, signal) => objects.read(currentOf(key), signal),
    stage: async (key, version, signal) => {
      const object = `${prefix}${key.clusterId}/.versions/${key.identity}/${version.id}.yaml`;
      await unlessThere(put(object, version.text, true, signal));
    },
    promote: async (key, version, signal) => {
      const object = currentOf(key);
      const current = await objects.read(object, signal);
      if (current !== null) await replace(object, current, version, signal);
      else if (!(await unlessThere(put(object, version.text, true, signal)))) {
        await replace(object, await objects.read(object, signal), version, signal);
      }
    },
    documents: createDocuments(objects, prefix, kmsKeyId),
  };

  async function replace(
    object: string,
    current: string | null,
    version: CredentialVersion,
    signal?: AbortSignal,
  ): Promise<void> {
    if (current === version.text) return;
    refuseOlder(name, current, version);
    await put(object, version.text, false, signal);
  }
}

/** False where another run was there first. */
async function unlessThere(putting: Promise<void>): Promise<boolean> {
  try {
    await putting;
    return true;
  } catch (error) {
    if (error instanceof AckringError && error.code === 'Conflict') return false;
    throw error;
  }
}

function createDocuments(objects: OssObjects, prefix: string, kmsKeyId: string | null): DocumentStore {
  const objectOf = (name: string): string => `${prefix}.ackring/${name}.json`;
  return {
    fits: () => true,
    read: (name, signal) => objects.read(objectOf(name), signal),
    write: (name, text, signal) =>
      objects.put({ name: objectOf(name), text, kmsKeyId, onlyNew: false }, signal),
  };
}
