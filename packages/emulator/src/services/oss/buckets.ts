import { ApiError } from '../../http/api-error.js';
import type { StoredObject } from './stored-object.js';

/** One bucket and what is in it, by key. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly objects: Map<string, StoredObject>;
}

/** Function Compute's own, for code packages on their way. */
export const codeBucket = 'fc-code-temp';

/** Every bucket of the account, by name. */
export type Buckets = Map<string, Bucket>;

const namePattern = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Adds a bucket; making one's own again changes nothing. */
export function addBucket(buckets: Buckets, name: string, now: Date): Bucket {
  if (!namePattern.test(name))
    throw new ApiError(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  const bucket = buckets.get(name) ?? { name, created: now.getTime(), objects: new Map() };
  buckets.set(name, bucket);
  return bucket;
}

/** The bucket of that name, or the cloud's refusal. */
export function existingBucket(buckets: Buckets, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket) return bucket;
  throw new ApiError(404, 'NoSuchBucket', 'The specified bucket does not exist.');
}

/** The object of that key, or the cloud's refusal. */
export function existingObject(bucket: Bucket, key: string): StoredObject {
  const object = bucket.objects.get(key);
  if (object) return object;
  throw new ApiError(404, 'NoSuchKey', 'The specified key does not exist.');
}

/** Takes an empty bucket away. */
export function removeBucket(buckets: Buckets, name: string): void {
  if (existingBucket(buckets, name).objects.size > 0) {
    throw new ApiError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty.');
  }
  buckets.delete(name);
}
