import type { OssObjects } from '../../adapters/oss-objects.js';
import { AckringError } from '../../errors.js';
import { refuseOlder } from '../delivery/promotion-guard.js';
import type { CredentialKey, CredentialVersion, DocumentStore, Sink } from '../delivery/sink.js';

export interface OssSinkOptions {
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
export function createOssSink({ objects, bucket, prefix, kmsKeyId }: OssSinkOptions): Sink {
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
