import { createHash } from 'node:crypto';
import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';

/** One object of a bucket. Plain values only, so that a snapshot can hold it. */
export interface StoredObject {
  readonly key: string;
  /** Base64. */
  readonly data: string;
  /** With its quotes, upper case, as on the wire. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Headers returned on every read: type, caching, `x-oss-meta-*`, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent if it follows its bucket's. */
  readonly acl?: Acl;
  readonly tags?: Tags;
  /** Assembled from parts. */
  readonly isMultipart?: boolean;
}

/** Access in addition to RAM. */
export type Acl = 'private' | 'public-read' | 'public-read-write';

export type Tags = Readonly<Record<string, string>>;

const keptHeaders = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'expires'];

const encryptionHeaders = ['x-oss-server-side-encryption', 'x-oss-server-side-encryption-key-id'];

const algorithms = ['AES256', 'KMS', 'SM4'];

/** The object made by an upload, its digest and encryption checked. */
export function storedObject(key: string, request: ServiceRequest, now: Date): StoredObject {
  const { headers, body } = request;
  checkDigest(request);
  const algorithm = headers['x-oss-server-side-encryption'];
  if (algorithm !== undefined && !algorithms.includes(algorithm)) {
    throw new ApiError(
      400,
      'InvalidEncryptionAlgorithmError',
      'The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS.',
    );
  }
  return {
    key,
    data: body.toString('base64'),
    etag: etagOf(body),
    modified: now.getTime(),
    headers: objectHeaders(headers),
  };
}

/** Refuses a body that does not match its digest. */
export function checkDigest({ headers, body }: ServiceRequest): void {
  const digest = headers['content-md5'];
  if (!digest || digest === md5(body, 'base64')) return;
  throw new ApiError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
}

/** As on the wire: upper case, in quotes. */
export function etagOf(content: Buffer): string {
  return `"${md5(content, 'hex').toUpperCase()}"`;
}

/** The headers of every read of an object. */
export function readHeaders(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    etag: object.etag,
    'last-modified': new Date(object.modified).toUTCString(),
    'x-oss-object-type': object.isMultipart ? 'Multipart' : 'Normal',
    ...(object.tags ? { 'x-oss-tagging-count': String(Object.keys(object.tags).length) } : {}),
    'x-oss-storage-class': 'Standard',
    'accept-ranges': 'bytes',
  };
}

/** Only the encryption headers, which an upload echoes. */
export function encryptionOf(object: StoredObject): Record<string, string> {
  return pick(object.headers, (name) => encryptionHeaders.includes(name));
}

function objectHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = pick(
    headers,
    (name) =>
      keptHeaders.includes(name) || encryptionHeaders.includes(name) || name.startsWith('x-oss-meta-'),
  );
  return { 'content-type': 'application/octet-stream', ...kept };
}

function pick(
  headers: Readonly<Record<string, string>>,
  wanted: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => wanted(name)));
}

function md5(data: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash('md5').update(data).digest(encoding);
}

/** One bucket and its contents, by key. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly region: string;
  readonly objects: Map<string, StoredObject>;
  acl: Acl;
  tags: Tags;
  /** Active uploads, by id. */
  readonly uploads: Map<string, Upload>;
}

/** An object that is being uploaded in parts. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly begun: number;
  /** The future object without its content. */
  readonly object: StoredObject;
  readonly parts: Readonly<Record<string, UploadedPart>>;
}

export interface UploadedPart {
  readonly etag: string;
  /** Base64. */
  readonly data: string;
  readonly modified: number;
}

/** Function Compute's own, for uploaded code packages. */
export const codeBucket = 'fc-code-temp';

/** Every bucket of the account, by name. */
export type Buckets = Map<string, Bucket>;

const namePattern = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Buckets created from September 2025 on refuse signature version 1 (facts). */
export const newSince = Date.UTC(2025, 8, 1);

/**
 * Adds a bucket, as old as it is said to be, or else a new one, also where the clock shows an earlier day; creating
 * one's own again changes nothing.
 */
export function addBucket(
  buckets: Buckets,
  name: string,
  { now, made, region }: { readonly now: Date; readonly made?: Date | undefined; readonly region: string },
): Bucket {
  if (!namePattern.test(name))
    throw new ApiError(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  const created = made?.getTime() ?? Math.max(now.getTime(), newSince);
  const bucket = buckets.get(name) ?? emptyBucket(name, { created, region });
  buckets.set(name, bucket);
  return bucket;
}

/** An empty private bucket. */
export function emptyBucket(
  name: string,
  { created, region }: { readonly created: number; readonly region: string },
): Bucket {
  return { name, created, region, objects: new Map(), acl: 'private', tags: {}, uploads: new Map() };
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

/** Deletes an empty bucket. */
export function removeBucket(buckets: Buckets, name: string): void {
  if (existingBucket(buckets, name).objects.size > 0) {
    throw new ApiError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty.');
  }
  buckets.delete(name);
}
