import { ApiError, bodyReply, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import { type KmsKey, kmsRegion } from '../kms/store.js';
import { objectAclOf } from './acl.js';
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
import { objectTagsOf } from './tagging.js';
import { elementsOf, textOf, xmlDocument } from './xml.js';

/** Stores an object; `x-oss-forbid-overwrite: true` refuses to replace one. */
export function putObject(call: OssCall, bucket: Bucket, key: string): Reply {
  const object = newObject(call, bucket, key);
  bucket.objects.set(key, object);
  return emptyReply(200, { etag: object.etag, ...encryptionOf(object) });
}

/** The object of a request, once everything it needs is permitted. */
export function newObject(call: OssCall, bucket: Bucket, key: string): StoredObject {
  const stored = storedObject(key, call.request, call.world.clock.now());
  const object = { ...stored, ...objectAclOf(call), ...objectTagsOf(call) };
  permitEncryption(call, object);
  if (object.acl) permit(call.caller, 'oss:PutObjectAcl', call.arn(`${bucket.name}/${key}`));
  if (object.tags) permit(call.caller, 'oss:PutObjectTagging', call.arn(`${bucket.name}/${key}`));
  checkOverwrite(call, bucket, key);
  return object;
}

/** Stores another object's content under a new key, with its own encryption on request. */
export function copyObject(call: OssCall, bucket: Bucket, key: string): Reply {
  const { acl: _, ...copied } = permittedSource(call);
  checkOverwrite(call, bucket, key);
  const { headers } = call.request;
  const own = storedObject(
    key,
    { ...call.request, body: Buffer.from(copied.data, 'base64') },
    call.world.clock.now(),
  );
  const isReplaced = headers['x-oss-metadata-directive'] === 'REPLACE';
  const tags = headers['x-oss-tagging-directive']?.toLowerCase() === 'replace' ? objectTagsOf(call) : {};
  const object = {
    ...copied,
    key,
    modified: own.modified,
    ...(isReplaced ? { headers: own.headers } : {}),
    ...objectAclOf(call),
    ...tags,
  };
  bucket.objects.set(key, object);
  const result = { ETag: object.etag, LastModified: new Date(object.modified).toISOString() };
  return xmlReply(200, xmlDocument('CopyObjectResult', result));
}

/** The source of a copy, if the caller may read it. */
export function copiedContent(call: OssCall): Buffer {
  return Buffer.from(permittedSource(call).data, 'base64');
}

/** GET and HEAD alike: Node omits the body of an answer to HEAD, and keeps its length. */
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
  return contentReply(object, headers['range']);
}

/** An invalid range, or one beyond the end, is answered with the whole object. */
function contentReply(object: StoredObject, range: string | undefined): Reply {
  const content = Buffer.from(object.data, 'base64');
  const { 'content-type': type = 'application/octet-stream', ...rest } = readHeaders(object);
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  const start = first === '' ? Math.max(0, content.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? content.length - 1 : Math.min(Number(last), content.length - 1);
  if ((first === '' && last === '') || start > end) return bodyReply(200, content, type, rest);
  const span = { 'content-range': `bytes ${start}-${end}/${content.length}` };
  return bodyReply(206, content.subarray(start, end + 1), type, { ...rest, ...span });
}

/** Deleting a missing object succeeds too. */
export function deleteObject(_: OssCall, bucket: Bucket, key: string): Reply {
  bucket.objects.delete(key);
  return emptyReply(204);
}

/** Deletes every key of a list, each checked separately before any is deleted. */
export function deleteObjects(call: OssCall, bucket: Bucket): Reply {
  const xml = call.request.body.toString('utf8');
  const keys = elementsOf(xml, 'Object').map((object) => textOf(object, 'Key') ?? '');
  if (keys.length === 0 || keys.includes(''))
    throw new ApiError(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  for (const key of keys) permit(call.caller, 'oss:DeleteObject', call.arn(`${bucket.name}/${key}`));
  for (const key of keys) bucket.objects.delete(key);
  const isQuiet = textOf(xml, 'Quiet') === 'true';
  const Deleted = isQuiet
    ? []
    : keys.map((Key) => ({ Key: isUrlEncoded(call) ? encodeURIComponent(Key) : Key }));
  return xmlReply(200, xmlDocument('DeleteResult', { ...encodingOf(call), Deleted }));
}

function isUrlEncoded({ request }: OssCall): boolean {
  return request.query.get('encoding-type') === 'url';
}

function encodingOf(call: OssCall) {
  return isUrlEncoded(call) ? { EncodingType: 'url' } : {};
}

export function checkOverwrite(call: OssCall, bucket: Bucket, key: string): void {
  if (call.request.headers['x-oss-forbid-overwrite'] !== 'true' || !bucket.objects.has(key)) return;
  throw new ApiError(
    409,
    'FileAlreadyExists',
    'The object you specified already exists and can not be overwritten.',
  );
}

function permittedSource(call: OssCall): StoredObject {
  const source = copySource(call);
  const object = existingObject(existingBucket(call.buckets, source.bucket), source.key);
  permit(call.caller, 'oss:GetObject', call.arn(`${source.bucket}/${source.key}`));
  return object;
}

/** `/bucket/object`, encoded (OSS's pages of 2026, 0042-00000301: it must begin with a slash). */
function copySource({ request }: OssCall): { bucket: string; key: string } {
  const source = decoded(request.headers['x-oss-copy-source'] ?? '');
  const [, bucket, key] = /^\/([^/]+)\/(.+)$/s.exec(source ?? '') ?? [];
  if (bucket && key) return { bucket, key };
  const message = 'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.';
  throw new ApiError(400, 'InvalidArgument', message);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function permitEncryption(call: OssCall, object: StoredObject): void {
  permitKey(call, object, 'kms:GenerateDataKey');
}

function permitDecryption(call: OssCall, object: StoredObject): void {
  permitKey(call, object, 'kms:Decrypt');
}

/** A customer's key needs permission; OSS's own does not. */
function permitKey(call: OssCall, object: StoredObject, action: string): void {
  const keyId = object.headers['x-oss-server-side-encryption-key-id'];
  if (!keyId) return;
  const { world, request, caller } = call;
  permit(caller, action, `acs:kms:${kmsRegion(request)}:${world.identities.accountId}:key/${keyId}`);
  const key = call.keys.get(keyId);
  if (key?.state !== 'Enabled') throw unusable(keyId, key?.state ?? 'NotFound');
}

/** OSS's pages 0005-00000208, -214 and -215, and its page on answers of status 404; the texts of the 409s are assumed. */
function unusable(id: string, state: KmsKey['state'] | 'NotFound'): ApiError {
  if (state === 'NotFound') {
    const [code, what] = id.startsWith('alias/')
      ? ['AliasNotFound', 'Alias']
      : ['KeyNotFound', 'parameter KMS keyId'];
    const details = { EC: '0005-00000208' };
    return new ApiError(404, code, `The specified ${what} is not found`, { details });
  }
  const isDisabled = state === 'Disabled';
  const code = isDisabled ? 'Rejected.Disabled' : 'Rejected.PendingDeletion';
  const details = { EC: isDisabled ? '0005-00000214' : '0005-00000215' };
  return new ApiError(409, code, 'The request was rejected because the key state is not enabled.', {
    details,
  });
}
