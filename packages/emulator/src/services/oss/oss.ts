import { ApiError, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { nobody } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { type KmsKey, usualRegion } from '../kms/store.js';
import type { Service } from '../service.js';
import { getBucketAcl, getObjectAcl, isPublic, putBucketAcl, putObjectAcl } from './acl.js';
import { authenticateOss, denied, isSigned } from './authenticate.js';
import {
  bucketInfo,
  bucketLocation,
  bucketStat,
  deleteBucket,
  listBuckets,
  listObjects,
  putBucket,
} from './bucket-operations.js';
import { copyObject, deleteObject, deleteObjects, putObject, readObject } from './object-operations.js';
import {
  type InBucket,
  type OssCall,
  type OssOperation,
  type OssTarget,
  operationOf,
  ossOperations,
  permit,
  ramAction,
  readTargets,
  subResourcesOf,
  type UploadOperation,
} from './operation.js';
import {
  addBucket,
  type Bucket,
  type Buckets,
  emptyBucket,
  existingBucket,
  type StoredObject,
  type Upload,
} from './stored-object.js';
import {
  deleteBucketTags,
  deleteObjectTagging,
  getBucketTags,
  getObjectTagging,
  putBucketTags,
  putObjectTagging,
} from './tagging.js';
import { xmlDocument } from './xml.js';

/** The initial bucket. */
export const defaultBucket = 'ackring-kubeconfigs';

/** Object storage: buckets and objects, without versions. */
export interface Oss extends Service {
  /** What is stored, for tests to read. */
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** Created now, in cn-hangzhou, or at another time and place. */
  createBucket(name: string, made?: Date, region?: string): void;
  /** An object's content, or null if it does not exist. */
  read(bucket: string, key: string): Buffer | null;
}

interface SavedBucket {
  readonly name: string;
  readonly created: number;
  /** Missing in older snapshots. */
  readonly region?: string;
  readonly objects: readonly StoredObject[];
  /** Missing in older snapshots. */
  readonly acl?: Bucket['acl'];
  readonly tags?: Bucket['tags'];
  readonly uploads?: readonly Upload[];
}

/** Creates the service for one world, whose KMS has these keys. Uploads in parts stand elsewhere. */
export function createOss(world: World, keys: ReadonlyMap<string, KmsKey>, uploads: OssCall['uploads']): Oss {
  const buckets: Buckets = new Map();
  const createBucket = (name: string, made?: Date, region = usualRegion) =>
    void addBucket(buckets, name, { now: world.clock.now(), made, region });
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
    handle: (request) => withRequestId(handle({ world, buckets, keys, uploads, request }), request),
    renderError,
    save: (): readonly SavedBucket[] =>
      [...buckets.values()].map((bucket) => ({
        ...bucket,
        objects: [...bucket.objects.values()],
        uploads: [...bucket.uploads.values()],
      })),
    load: (saved) => restore(buckets, saved as readonly SavedBucket[]),
  };
}

function handle(held: Pick<OssCall, 'world' | 'buckets' | 'keys' | 'uploads' | 'request'>): Reply {
  const { world, buckets, request } = held;
  const arn = (resource: string) => `acs:oss:*:${world.identities.accountId}:${resource}`;
  if (!isSigned(request)) return handleAnonymous({ ...held, caller: nobody, region: null, arn });
  const { caller, target, region } = authenticateOss(request, world, buckets);
  const operation = requiredOperation(request, target);
  const call = { ...held, caller, region, arn };
  // Each key of a list of keys is checked separately.
  if (operation !== 'DeleteMultipleObjects') permit(caller, ramAction(operation), arn(resourceName(target)));
  return perform(operation, call, target);
}

/** Anonymous requests are subject to the ACL. */
function handleAnonymous(call: OssCall): Reply {
  const [target] = readTargets(call.request);
  const bucket = call.buckets.get(target?.bucket ?? '');
  const operation = target && operationOf(call.request, target);
  if (!bucket || !operation || !isPublic(operation, bucket, target.key)) {
    throw denied('You have no right to access this object because of bucket acl.');
  }
  return perform(operation, call, target);
}

function requiredOperation(request: ServiceRequest, target: OssTarget): OssOperation {
  const operation = operationOf(request, target);
  if (operation) return operation;
  const asked = `${request.method} ${subResourcesOf(request.query)}`;
  throw new ApiError(501, 'NotImplemented', `The embedded cloud does not have this operation: ${asked}`);
}

function resourceName({ bucket, key }: OssTarget): string {
  return key === null ? (bucket ?? '*') : `${bucket}/${key}`;
}

/** OSS's error document; an answer to HEAD has it in a header, since it has no body. */
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
  for (const {
    name,
    created,
    region = usualRegion,
    objects,
    acl = 'private',
    tags = {},
    uploads = [],
  } of saved) {
    buckets.set(name, {
      ...emptyBucket(name, { created, region }),
      acl,
      tags,
      objects: new Map(objects.map((object) => [object.key, object])),
      uploads: new Map(uploads.map((upload) => [upload.id, upload])),
    });
  }
}

/** Performs a permitted request. */
function perform(operation: OssOperation, call: OssCall, { bucket: name, key }: OssTarget): Reply {
  if (name === null) return listBuckets(call);
  if (operation === 'PutBucket') return putBucket(call, name);
  if (operation === 'DeleteBucket') return deleteBucket(call, name);
  if (key !== null) refuseOddName(key);
  const act = { ...withBucket, ...call.uploads }[operation];
  return act(call, existingBucket(call.buckets, name), key ?? '');
}

/** 1 to 1,023 bytes, not beginning with a slash or a backslash (OSS's naming of objects, 2026). */
function refuseOddName(key: string): void {
  if (!/^[/\\]/.test(key) && Buffer.byteLength(key) <= 1023) return;
  throw new ApiError(400, 'InvalidObjectName', 'The specified object is not valid.');
}

type Elsewhere = 'ListBuckets' | 'PutBucket' | 'DeleteBucket' | UploadOperation;

/** The operations on an existing bucket; the key is empty for those on the bucket itself. */
const withBucket: Readonly<Record<Exclude<OssOperation, Elsewhere>, InBucket>> & {
  readonly ListBuckets: InBucket;
} = {
  ListBuckets: listBuckets,
  GetBucketInfo: bucketInfo,
  GetBucketLocation: bucketLocation,
  GetBucketStat: bucketStat,
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putBucketAcl,
  GetBucketTags: getBucketTags,
  PutBucketTags: putBucketTags,
  DeleteBucketTags: deleteBucketTags,
  ListObjects: listObjects,
  ListObjectsV2: listObjects,
  DeleteMultipleObjects: deleteObjects,
  PutObject: putObject,
  CopyObject: copyObject,
  GetObject: readObject,
  HeadObject: readObject,
  GetObjectMeta: readObject,
  DeleteObject: deleteObject,
  GetObjectAcl: getObjectAcl,
  PutObjectAcl: putObjectAcl,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
};
