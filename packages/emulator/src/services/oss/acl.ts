import { ApiError, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import { type OssCall, type OssOperation, ownerOf } from './operation.js';
import { type Acl, type Bucket, existingObject } from './stored-object.js';
import { xmlDocument } from './xml.js';

const acls: readonly Acl[] = ['private', 'public-read', 'public-read-write'];

/** Access to a bucket in addition to RAM. */
export function getBucketAcl(call: OssCall, bucket: Bucket): Reply {
  return aclReply(call, bucket.acl);
}

export function putBucketAcl(call: OssCall, bucket: Bucket): Reply {
  bucket.acl = bucketAclOf(call) ?? 'private';
  return emptyReply(200);
}

/** An object's own, `default` if it follows its bucket. */
export function getObjectAcl(call: OssCall, bucket: Bucket, key: string): Reply {
  return aclReply(call, existingObject(bucket, key).acl ?? 'default');
}

export function putObjectAcl(call: OssCall, bucket: Bucket, key: string): Reply {
  const { acl: _, ...object } = existingObject(bucket, key);
  bucket.objects.set(key, { ...object, ...objectAclOf(call) });
  return emptyReply(200);
}

/** The ACL in a request for a bucket; null if it has none. */
export function bucketAclOf({ request }: OssCall): Acl | null {
  const given = request.headers['x-oss-acl'];
  return given === undefined ? null : validAcl(given, 'bucket');
}

/** The ACL in a request for an object, as the stored member; none for `default`. */
export function objectAclOf({ request }: OssCall): { readonly acl?: Acl } {
  const given = request.headers['x-oss-object-acl'] ?? 'default';
  return given === 'default' ? {} : { acl: validAcl(given, 'object') };
}

const anonymousReads: ReadonlySet<OssOperation> = new Set(['GetObject', 'HeadObject', 'GetObjectMeta']);
const anonymousLists: ReadonlySet<OssOperation> = new Set(['ListObjects', 'ListObjectsV2']);

/** Whether anonymous access is allowed: what the ACL opens to the public. */
export function isPublic(operation: OssOperation, bucket: Bucket, key: string | null): boolean {
  const acl = (key === null ? undefined : bucket.objects.get(key)?.acl) ?? bucket.acl;
  if (anonymousReads.has(operation)) return acl !== 'private';
  if (anonymousLists.has(operation)) return bucket.acl !== 'private';
  return operation === 'PutObject' && acl === 'public-read-write';
}

function aclReply(call: OssCall, acl: Acl | 'default'): Reply {
  const policy = { Owner: ownerOf(call), AccessControlList: { Grant: acl } };
  return xmlReply(200, xmlDocument('AccessControlPolicy', policy));
}

function validAcl(text: string, of: string): Acl {
  const acl = acls.find((each) => each === text);
  if (acl) return acl;
  throw new ApiError(400, 'InvalidArgument', `no such ${of} access control exists`);
}
