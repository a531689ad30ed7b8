import { ApiError, bodyReply, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import { kmsRegion } from '../kms/store.js';
import { type OssCall, permit } from './operation.js';
import {
  type Bucket,
  encryptionOf,
  existingBucket,
  existingObject,
  readHeaders,
  type StoredObject,
  storedObject,
} from './stored-object.js';
import { xmlDocument } from './xml.js';

/** Stores an object; `x-oss-forbid-overwrite: true` refuses to replace one. */
export function putObject(call: OssCall, bucket: Bucket, key: string): Reply {
  const object = storedObject(key, call.request, call.world.clock.now());
  permitEncryption(call, object);
  if (call.request.headers['x-oss-object-acl']) {
    permit(call.caller, 'oss:PutObjectAcl', call.arn(`${bucket.name}/${key}`));
  }
  checkOverwrite(call, bucket, key);
  bucket.objects.set(key, object);
  return emptyReply(200, { etag: object.etag, ...encryptionOf(object) });
}

/** Stores another object's content under a new key, with its own encryption if it asks for one. */
export function copyObject(call: OssCall, bucket: Bucket, key: string): Reply {
  const source = copySource(call);
  const copied = existingObject(existingBucket(call.buckets, source.bucket), source.key);
  permit(call.caller, 'oss:GetObject', call.arn(`${source.bucket}/${source.key}`));
  checkOverwrite(call, bucket, key);
  const object = { ...copied, key, modified: call.world.clock.now().getTime() };
  bucket.objects.set(key, object);
  const result = { ETag: object.etag, LastModified: new Date(object.modified).toISOString() };
  return xmlReply(200, xmlDocument('CopyObjectResult', result));
}

/** GET and HEAD alike: Node leaves the body of an answer to HEAD out, and keeps its length. */
export function readObject(call: OssCall, bucket: Bucket, key: string): Reply {
  const object = existingObject(bucket, key);
  permitDecryption(call, object);
  const { headers } = call.request;
  if (headers['if-match'] && headers['if-match'] !== object.etag) {
    throw new ApiError(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold.',
    );
  }
  if (headers['if-none-match'] === object.etag) return emptyReply(304, { etag: object.etag });
  const { 'content-type': type = 'application/octet-stream', ...rest } = readHeaders(object);
  return bodyReply(200, Buffer.from(object.data, 'base64'), type, rest);
}

/** Deleting what is not there succeeds too. */
export function deleteObject(bucket: Bucket, key: string): Reply {
  bucket.objects.delete(key);
  return emptyReply(204);
}

function checkOverwrite(call: OssCall, bucket: Bucket, key: string): void {
  if (call.request.headers['x-oss-forbid-overwrite'] !== 'true' || !bucket.objects.has(key)) return;
  throw new ApiError(
    409,
    'FileAlreadyExists',
    'The object you specified already exists and can not be overwritten.',
  );
}

function copySource(call: OssCall): { bucket: string; key: string } {
  const source = decodeURIComponent(call.request.headers['x-oss-copy-source'] ?? '');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/.exec(source) ?? [];
  if (bucket && key) return { bucket, key };
  throw new ApiError(400, 'InvalidArgument', 'The copy source must name a bucket and an object.');
}

function permitEncryption(call: OssCall, object: StoredObject): void {
  permitKey(call, object, 'kms:GenerateDataKey');
}

function permitDecryption(call: OssCall, object: StoredObject): void {
  permitKey(call, object, 'kms:Decrypt');
}

/** A key of one's own needs a right on it; the one OSS makes itself does not. */
function permitKey(call: OssCall, object: StoredObject, action: string): void {
  const keyId = object.headers['x-oss-server-side-encryption-key-id'];
  if (keyId)
    permit(call.caller, action, `acs:kms:${kmsRegion}:${call.world.identities.accountId}:key/${keyId}`);
}
