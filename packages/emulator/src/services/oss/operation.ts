import { ApiError, type Reply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { KmsKey } from '../kms/store.js';
import type { ServedOperation } from '../service.js';
import type { Bucket, Buckets } from './stored-object.js';
import type { XmlValue } from './xml.js';

const writing = 'a key needs kms:GenerateDataKey; with an ACL oss:PutObjectAcl';

const reading = 'a key needs kms:Decrypt';

const refusing = 'the codes of its refusals';

interface OperationRow {
  readonly method: string;
  /** Other sub-resources after the question mark are not allowed, except for paging and the like. */
  readonly pattern: string;
  /** If RAM has no separate action for the operation. */
  readonly action?: string;
  readonly assumed?: string;
}

/** The available operations. */
const operations = {
  ListBuckets: { method: 'GET', pattern: '/' },
  PutBucket: { method: 'PUT', pattern: '/{bucket}' },
  DeleteBucket: { method: 'DELETE', pattern: '/{bucket}' },
  GetBucketInfo: { method: 'GET', pattern: '/{bucket}?bucketInfo' },
  GetBucketLocation: { method: 'GET', pattern: '/{bucket}?location' },
  GetBucketStat: { method: 'GET', pattern: '/{bucket}?stat' },
  GetBucketAcl: { method: 'GET', pattern: '/{bucket}?acl' },
  PutBucketAcl: { method: 'PUT', pattern: '/{bucket}?acl', assumed: refusing },
  GetBucketTags: { method: 'GET', pattern: '/{bucket}?tagging', action: 'GetBucketTagging' },
  PutBucketTags: {
    method: 'PUT',
    pattern: '/{bucket}?tagging',
    action: 'PutBucketTagging',
    assumed: refusing,
  },
  DeleteBucketTags: { method: 'DELETE', pattern: '/{bucket}?tagging', action: 'DeleteBucketTagging' },
  ListObjects: { method: 'GET', pattern: '/{bucket}' },
  ListObjectsV2: { method: 'GET', pattern: '/{bucket}', action: 'ListObjects' },
  ListMultipartUploads: { method: 'GET', pattern: '/{bucket}?uploads' },
  DeleteMultipleObjects: { method: 'POST', pattern: '/{bucket}?delete', action: 'DeleteObject' },
  PutObject: { method: 'PUT', pattern: '/{bucket}/{key}', assumed: writing },
  CopyObject: { method: 'PUT', pattern: '/{bucket}/{key}', action: 'PutObject', assumed: writing },
  GetObject: { method: 'GET', pattern: '/{bucket}/{key}', assumed: reading },
  HeadObject: { method: 'HEAD', pattern: '/{bucket}/{key}', action: 'GetObject' },
  GetObjectMeta: { method: 'HEAD', pattern: '/{bucket}/{key}?objectMeta', action: 'GetObject' },
  DeleteObject: { method: 'DELETE', pattern: '/{bucket}/{key}' },
  GetObjectAcl: { method: 'GET', pattern: '/{bucket}/{key}?acl' },
  PutObjectAcl: { method: 'PUT', pattern: '/{bucket}/{key}?acl', assumed: refusing },
  GetObjectTagging: { method: 'GET', pattern: '/{bucket}/{key}?tagging' },
  PutObjectTagging: { method: 'PUT', pattern: '/{bucket}/{key}?tagging', assumed: refusing },
  DeleteObjectTagging: { method: 'DELETE', pattern: '/{bucket}/{key}?tagging' },
  InitiateMultipartUpload: { method: 'POST', pattern: '/{bucket}/{key}?uploads', action: 'PutObject' },
  UploadPart: { method: 'PUT', pattern: '/{bucket}/{key}?partNumber&uploadId', action: 'PutObject' },
  UploadPartCopy: { method: 'PUT', pattern: '/{bucket}/{key}?partNumber&uploadId', action: 'PutObject' },
  CompleteMultipartUpload: { method: 'POST', pattern: '/{bucket}/{key}?uploadId', action: 'PutObject' },
  AbortMultipartUpload: { method: 'DELETE', pattern: '/{bucket}/{key}?uploadId' },
  ListParts: { method: 'GET', pattern: '/{bucket}/{key}?uploadId' },
} as const satisfies Readonly<Record<string, OperationRow>>;

export type OssOperation = keyof typeof operations;

/** Those of multipart uploads. */
export type UploadOperation = Extract<
  OssOperation,
  | 'AbortMultipartUpload'
  | 'ListParts'
  | `${'Complete' | 'Initiate'}MultipartUpload`
  | 'ListMultipartUploads'
  | `UploadPart${string}`
>;

/** One operation on an existing bucket; the key is empty for those on the bucket itself. */
export type InBucket = (call: OssCall, bucket: Bucket, key: string) => Reply;

const rows = Object.entries<OperationRow>(operations).map(([operation, row]) => {
  const [path = '', subResources = ''] = row.pattern.split('?');
  return { ...row, operation: operation as OssOperation, path, subResources };
});

/** The same, for the table of operations. */
export const ossOperations: readonly ServedOperation[] = rows.map(
  ({ operation, method, pattern, assumed }) => {
    return { operation, method, pattern, ...(assumed === undefined ? {} : { assumed }) };
  },
);

/**
 * Query members that only qualify the bucket or object. All others are sub-resources: an unsupported one is refused,
 * and never taken for the object, which a PUT or DELETE would destroy.
 */
const ordinary: ReadonlySet<string> = new Set([
  'Expires',
  'OSSAccessKeyId',
  'Signature',
  'continuation-token',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'key-marker',
  'list-type',
  'marker',
  'max-keys',
  'max-parts',
  'max-uploads',
  'part-number-marker',
  'prefix',
  'security-token',
  'sequential',
  'start-after',
  'upload-id-marker',
  'x-oss-additional-headers',
  'x-oss-credential',
  'x-oss-date',
  'x-oss-expires',
  'x-oss-security-token',
  'x-oss-signature',
  'x-oss-signature-version',
]);

/** The operation of a request, or null if it is not supported. */
export function operationOf(request: ServiceRequest, target: OssTarget): OssOperation | null {
  const subResources = subResourcesOf(request.query);
  const path = target.bucket === null ? '/' : target.key === null ? '/{bucket}' : '/{bucket}/{key}';
  const found = rows.filter((row) => {
    return row.method === request.method && row.path === path && row.subResources === subResources;
  });
  const [first, other] = found;
  return (isOther(request) ? other : first)?.operation ?? first?.operation ?? null;
}

/** Copies and the second list use the paths of writes and the first list. */
function isOther({ headers, query }: ServiceRequest): boolean {
  return headers['x-oss-copy-source'] !== undefined || query.get('list-type') === '2';
}

/** A query's sub-resources, sorted by name, as `partNumber&uploadId`. */
export function subResourcesOf(query: URLSearchParams): string {
  const names = [...query.keys()].filter((name) => !ordinary.has(name) && !name.startsWith('response-'));
  return names.sort().join('&');
}

/** The RAM action behind an operation. */
export function ramAction(operation: OssOperation): string {
  const row: OperationRow = operations[operation];
  return `oss:${row.action ?? operation}`;
}

/** A request's subject: the account's buckets, a bucket, or an object in it. */
export interface OssTarget {
  readonly bucket: string | null;
  readonly key: string | null;
}

/**
 * Every way a request can be read, the likeliest first. `ali-oss` names the bucket in the Host header even if its
 * endpoint is an IP address, and with `sldEnable` in the path as well; only the signature shows which was meant.
 */
export function readTargets(request: ServiceRequest): readonly OssTarget[] {
  const path = decodePath(request.path).slice(1);
  const bucket = bucketOfHost(request.headers['host'] ?? '');
  const byPath = splitPath(path);
  if (bucket === null) return [byPath];
  const byHost = { bucket: bucket || null, key: path || null };
  return byPath.bucket === bucket ? [byPath, byHost] : [byHost];
}

/** The resource a signature covers: `/`, `/bucket/` or `/bucket/key`. */
export function resourceOf({ bucket, key }: OssTarget): string {
  return bucket === null ? '/' : `/${bucket}/${key ?? ''}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ApiError(400, 'InvalidURI', 'Could not parse the specified URI.');
  }
}

/** The bucket before `oss-<region>.aliyuncs.com` or before `localhost`; null if the host names none at all. */
function bucketOfHost(host: string): string | null {
  const name = host.replace(/:\d+$/, '');
  return /^([\w-]*)\.(?:oss-[\w-]+\.aliyuncs\.com|localhost)$/.exec(name)?.[1] ?? null;
}

function splitPath(path: string): OssTarget {
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: path || null, key: null };
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) || null };
}

/** RAM's answer in OSS's words. */
export const permit = permitOrRefuse({
  status: 403,
  code: 'AccessDenied',
  message: () => 'You have no right to access this object because of bucket acl.',
});

/** One request with its subject. */
export interface OssCall {
  readonly world: World;
  readonly buckets: Buckets;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** What signature version 4 names. */
  readonly region: string | null;
  /** Uploads in parts, which only clients of others make. */
  readonly uploads: Readonly<Record<UploadOperation, InBucket>>;
  /** KMS's, by id. */
  readonly keys: ReadonlyMap<string, KmsKey>;
  /** The ARN of a bucket or of `bucket/key`. */
  readonly arn: (resource: string) => string;
}

/** The account, which owns everything. */
export function ownerOf(call: OssCall): XmlValue {
  const { accountId } = call.world.identities;
  return { ID: accountId, DisplayName: accountId };
}
