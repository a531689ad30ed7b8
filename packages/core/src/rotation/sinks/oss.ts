import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import type { OssObjects } from '../../cloud/oss/oss-objects.js';
import { allow } from '../../cloud/ram.js';
import {
  isClusterId,
  keyUse,
  openKmsSecrets,
  type PlugInOptions,
  text as setting,
} from '../plug-in/plug-in.js';
import { refuseUnusableKey } from './key-check.js';
import {
  type CredentialKey,
  type CredentialVersion,
  type DocumentStore,
  isNewer,
  overtaken,
  refuseOlder,
  type Sink,
  type SinkPlugIn,
  type StoredPlace,
  writtenMeanwhile,
} from './sink.js';

const schema = v.strictObject({
  kind: v.literal('oss'),
  bucket: setting('bucket'),
  prefix: v.optional(v.string(), 'ackring/'),
  kmsKeyId: v.optional(setting('kmsKeyId')),
  region: v.optional(setting('region')),
});
type Settings = v.InferOutput<typeof schema>;

/** Objects of a bucket. */
export const ossSink: SinkPlugIn<typeof schema> = {
  kind: 'oss',
  schema,
  keepsMemory: true,
  open: openOss,
  ramStatements: ({ bucket, prefix, kmsKeyId, region }, place) => {
    const held = `acs:oss:*:${place.accountId ?? '*'}:${bucket}`;
    return [
      ...allow(objectActions, [`${held}/${prefix}*`]),
      ...allow(['oss:ListObjects'], [held]),
      ...keyUse(kmsKeyId, region ?? place.region, place),
    ];
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
    notes: [
      'A lifecycle rule of the bucket may drop what lies in `.versions/` longer than a week.',
      '`ackring rotate plan` looks at the key of `kmsKeyId`, for whoever plans with `kms:DescribeKey`.',
    ],
  },
};

// A write sets the object's ACL to private. The vendor's pages disagree on whether that needs oss:PutObjectAcl:
// PutObject's list of permissions omits it, PutObjectACL's says that the header does the same.
const objectActions = ['oss:GetObject', 'oss:PutObject', 'oss:PutObjectAcl'];

async function openOss(
  { bucket, prefix, kmsKeyId, region: named }: Settings,
  options: PlugInOptions,
): Promise<Sink> {
  const { createOssObjects } = await import('../../cloud/oss/oss-objects.js');
  const { credentials, environment, clock, limiterOf, audience } = options;
  const region = named ?? options.region;
  const limiter = limiterOf('oss');
  const endpoint = resolveEndpoint('oss', region, environment);
  const objects = createOssObjects({ credentials, endpoint, region, bucket, clock, limiter, audience });
  return {
    ...createOssSink({ objects, bucket, prefix, kmsKeyId: kmsKeyId ?? null }),
    check: async (signal) => {
      if (kmsKeyId === undefined) return;
      const key = { keyId: kmsKeyId, instanceId: null, region, setting: 'kmsKeyId' } as const;
      await refuseUnusableKey(await openKmsSecrets(options, region), key, signal);
    },
  };
}

export interface OssSinkOptions {
  readonly objects: OssObjects;
  readonly bucket: string;
  readonly prefix: string;
  readonly kmsKeyId: string | null;
}

/**
 * A version is written beside the object in `.versions/`, which no consumer reads. An object appears complete or not
 * at all, so a reader never sees half of one. OSS has no conditional replacement (PutObject knows no If-Match, and
 * `x-oss-forbid-overwrite` does nothing in a bucket with versioning): each run records what it replaces and by what,
 * replaces it, and looks for other runs that replaced the same. The newest stays.
 */
/** The sink over one bucket. */
export function createOssSink({ objects, bucket, prefix, kmsKeyId }: OssSinkOptions): Sink {
  const name = `oss:${bucket}/${prefix}`;
  const currentOf = (key: CredentialKey): string => `${prefix}${key.clusterId}/${key.identity}.yaml`;
  const versionsOf = (key: CredentialKey): string => `${prefix}${key.clusterId}/.versions/${key.identity}/`;
  const stagedOf = (key: CredentialKey, id: string): string => `${versionsOf(key)}${id}.yaml`;
  const marksOf = (key: CredentialKey, replaced: string | null): string =>
    `${versionsOf(key)}after-${replaced === null ? 'none' : fingerprint(replaced)}/`;
  const put = (object: string, text: string, signal?: AbortSignal): Promise<void> =>
    objects.put({ name: object, text, kmsKeyId }, signal);

  async function replace(
    key: CredentialKey,
    current: string | null,
    version: CredentialVersion,
    signal?: AbortSignal,
  ): Promise<void> {
    await put(stagedOf(key, version.id), version.text, signal);
    await put(`${marksOf(key, current)}${version.id}`, '', signal);
    await put(currentOf(key), version.text, signal);
  }

  /** The newest version by which others replaced the same, if newer than ours. */
  async function rivalOf(
    key: CredentialKey,
    replaced: string | null,
    ours: CredentialVersion,
    signal?: AbortSignal,
  ): Promise<CredentialVersion | null> {
    const marks = marksOf(key, replaced);
    const ids = (await objects.list(marks, signal)).map((mark) => mark.slice(marks.length));
    let newest = ours;
    for (const id of ids.filter((each) => each !== ours.id)) {
      const text = await objects.read(stagedOf(key, id), signal);
      if (text !== null && isNewer(newest.text, text)) newest = { id, text };
    }
    return newest === ours ? null : newest;
  }

  /**
   * If something older replaced the current one, the newer one is restored; it may have been replaced again already.
   */
  async function settle(
    key: CredentialKey,
    replaced: string | null,
    version: CredentialVersion,
    signal?: AbortSignal,
  ): Promise<void> {
    const rival =
      (await rivalOf(key, replaced, version, signal)) ?? (await rivalOf(key, version.text, version, signal));
    if (rival === null) return;
    await put(currentOf(key), rival.text, signal);
    await settle(key, version.text, rival, signal);
    throw overtaken(name);
  }

  return {
    name,
    read: (key, signal) => objects.read(currentOf(key), signal),
    stage: (key, version, signal) => put(stagedOf(key, version.id), version.text, signal),
    promote: async (key, version, signal) => {
      const current = await objects.read(currentOf(key), signal);
      if (current === version.text) return;
      refuseOlder(name, current, version);
      // Checks that we may list before anything is replaced.
      await objects.list(marksOf(key, current), signal);
      await replace(key, current, version, signal);
      await settle(key, current, version, signal);
    },
    places: {
      nameOf: currentOf,
      list: async (signal) =>
        (await objects.list(prefix, signal)).flatMap((object) => placeOf(prefix, object)),
    },
    documents: createDocuments(objects, prefix, kmsKeyId),
  };
}

function placeOf(prefix: string, object: string): readonly StoredPlace[] {
  const [clusterId = '', file = '', ...deeper] = object.slice(prefix.length).split('/');
  const isCredential = isClusterId(clusterId) && file.endsWith('.yaml') && deeper.length === 0;
  return isCredential ? [{ name: object, clusterId }] : [];
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function createDocuments(objects: OssObjects, prefix: string, kmsKeyId: string | null): DocumentStore {
  const objectOf = (name: string): string => `${prefix}.ackring/${name}.json`;
  const read: DocumentStore['read'] = (name, signal) => objects.read(objectOf(name), signal);
  const write: DocumentStore['write'] = (name, text, signal) =>
    objects.put({ name: objectOf(name), text, kmsKeyId }, signal);
  return {
    fits: () => true,
    read,
    write,
    // Nothing refuses to overwrite there: of two runs between look and write, whoever was written over writes again.
    replace: async (name, { over, text }, signal) => {
      if ((await read(name, signal)) !== over) throw writtenMeanwhile(name);
      await write(name, text, signal);
      if ((await read(name, signal)) !== text) throw writtenMeanwhile(name);
    },
  };
}
