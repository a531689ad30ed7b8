import { ApiError, type Reply } from '../../http/reply.js';
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './acl.js';
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
import type { InBucket, OssCall, OssOperation, OssTarget, UploadOperation } from './operation.js';
import { existingBucket } from './stored-object.js';
import {
  deleteBucketTags,
  deleteObjectTagging,
  getBucketTags,
  getObjectTagging,
  putBucketTags,
  putObjectTagging,
} from './tagging.js';

/** Performs a permitted request. */
export function perform(operation: OssOperation, call: OssCall, { bucket: name, key }: OssTarget): Reply {
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
