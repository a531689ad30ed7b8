import { ApiError, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { authenticateOss } from './authenticate.js';
import { bucketInfo, deleteBucket, listBuckets, listObjects, putBucket } from './bucket-operations.js';
import { copyObject, deleteObject, putObject, readObject } from './object-operations.js';
import {
  type OssCall,
  type OssOperation,
  type OssTarget,
  operationOf,
  ossOperations,
  permit,
  ramAction,
  readTargets,
} from './operation.js';
import { addBucket, type Bucket, type Buckets, existingBucket, type StoredObject } from './stored-object.js';
import { xmlDocument } from './xml.js';

/** The bucket that is there from the start. */
export const defaultBucket = 'ackring-kubeconfigs';

/** Object storage: buckets and objects, without versions. */
export interface Oss extends Service {
  /** What is stored, for tests to read. */
  readonly buckets: ReadonlyMap<string, Bucket>;
  createBucket(name: string): void;
  /** An object's content, or null when it is not there. */
  read(bucket: string, key: string): Buffer | null;
}

interface SavedBucket {
  readonly name: string;
  readonly created: number;
  readonly objects: readonly StoredObject[];
}

/** Makes the service for one world. */
export function createOss(world: World): Oss {
  const buckets: Buckets = new Map();
  const createBucket = (name: string) => void addBucket(buckets, name, world.clock.now());
  createBucket(defaultBucket);
  return {
    buckets,
    createBucket,
    read(bucket, key) {
      const object = buckets.get(bucket)?.objects.get(key);
      return object ? Buffer.from(object.data, 'base64') : null;
    },
    operations: ossOperations,
    operation: (request) =>
      readTargets(request).map((target) => operationOf(request, target))[0] ?? 'Unknown',
    handle: (request) => withRequestId(handle(world, buckets, request), request),
    renderError,
    save: (): readonly SavedBucket[] =>
      [...buckets.values()].map((bucket) => ({ ...bucket, objects: [...bucket.objects.values()] })),
    load: (saved) => restore(buckets, saved as readonly SavedBucket[]),
  };
}

function handle(world: World, buckets: Buckets, request: ServiceRequest): Reply {
  const { caller, target } = authenticateOss(request, world);
  const operation = operationOf(request, target);
  if (!operation)
    throw new ApiError(501, 'NotImplemented', 'The embedded cloud does not have this operation.');
  const arn = (resource: string) => `acs:oss:*:${world.identities.accountId}:${resource}`;
  permit(caller, ramAction(operation), arn(resourceName(target)));
  return perform(operation, { world, buckets, request, caller, arn }, target);
}

function perform(operation: OssOperation, call: OssCall, { bucket: name, key }: OssTarget): Reply {
  if (name === null) return listBuckets(call);
  if (operation === 'PutBucket') return putBucket(call, name);
  if (operation === 'DeleteBucket') return deleteBucket(call, name);
  const bucket = existingBucket(call.buckets, name);
  if (operation === 'GetBucketInfo') return bucketInfo(call, bucket);
  if (key === null) return listObjects(call, bucket);
  if (operation === 'PutObject') return putObject(call, bucket, key);
  if (operation === 'CopyObject') return copyObject(call, bucket, key);
  if (operation === 'DeleteObject') return deleteObject(bucket, key);
  return readObject(call, bucket, key);
}

function resourceName({ bucket, key }: OssTarget): string {
  return key === null ? (bucket ?? '*') : `${bucket}/${key}`;
}

/** OSS's error document; an answer to HEAD carries it in a header, since it has no body. */
function renderError(error: ApiError, request: ServiceRequest): Reply {
  const document = xmlDocument('Error', {
    Code: error.code,
    Message: error.message,
    RequestId: request.id,
    HostId: request.headers['host'] ?? '',
    ...(typeof error.details['EC'] === 'string' ? { EC: error.details['EC'] } : {}),
  });
  const headers = { ...error.headers, 'x-oss-request-id': request.id };
  if (request.method !== 'HEAD') return xmlReply(error.status, document, headers);
  return emptyReply(error.status, { ...headers, 'x-oss-err': Buffer.from(document).toString('base64') });
}

function withRequestId(reply: Reply, request: ServiceRequest): Reply {
  return { ...reply, headers: { ...reply.headers, 'x-oss-request-id': request.id, server: 'AliyunOSS' } };
}

function restore(buckets: Buckets, saved: readonly SavedBucket[]): void {
  buckets.clear();
  for (const { name, created, objects } of saved) {
    buckets.set(name, { name, created, objects: new Map(objects.map((object) => [object.key, object])) });
  }
}
