import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { ServedOperation } from '../service.js';
import type { Buckets } from './stored-object.js';

const writing = 'a key needs kms:GenerateDataKey; with an ACL oss:PutObjectAcl, and it changes nothing';

const reading = 'a key needs kms:Decrypt';

/** The operations there are; each is also the RAM action's name, but the three that RAM folds into another's. */
const operations = {
  ListBuckets: { method: 'GET', pattern: '/' },
  PutBucket: { method: 'PUT', pattern: '/{bucket}' },
  DeleteBucket: { method: 'DELETE', pattern: '/{bucket}' },
  GetBucketInfo: { method: 'GET', pattern: '/{bucket}?bucketInfo' },
  ListObjects: { method: 'GET', pattern: '/{bucket}' },
  ListObjectsV2: { method: 'GET', pattern: '/{bucket}?list-type=2' },
  PutObject: { method: 'PUT', pattern: '/{bucket}/{key}', assumed: writing },
  CopyObject: { method: 'PUT', pattern: '/{bucket}/{key}', assumed: writing },
  GetObject: { method: 'GET', pattern: '/{bucket}/{key}', assumed: reading },
  HeadObject: { method: 'HEAD', pattern: '/{bucket}/{key}' },
  GetObjectMeta: { method: 'HEAD', pattern: '/{bucket}/{key}?objectMeta' },
  DeleteObject: { method: 'DELETE', pattern: '/{bucket}/{key}' },
} as const;

export type OssOperation = keyof typeof operations;

/** The same, for the table of operations. */
export const ossOperations: readonly ServedOperation[] = Object.entries(operations).map(
  ([operation, where]) => ({ operation, ...where }),
);

/** Names what a request asks for, or null when nothing here answers it. */
export function operationOf(request: ServiceRequest, target: OssTarget): OssOperation | null {
  if (target.bucket === null) return request.method === 'GET' ? 'ListBuckets' : null;
  return target.key === null ? bucketOperation(request) : objectOperation(request);
}

/** Operations without an action of their own. */
const coveredBy: Readonly<Partial<Record<OssOperation, OssOperation>>> = {
  HeadObject: 'GetObject',
  GetObjectMeta: 'GetObject',
  CopyObject: 'PutObject',
  ListObjectsV2: 'ListObjects',
};

/** The RAM action behind an operation. */
export function ramAction(operation: OssOperation): string {
  return `oss:${coveredBy[operation] ?? operation}`;
}

function bucketOperation({ method, query }: ServiceRequest): OssOperation | null {
  if (method === 'PUT') return query.size === 0 ? 'PutBucket' : null;
  if (method === 'DELETE') return query.size === 0 ? 'DeleteBucket' : null;
  if (method !== 'GET') return null;
  if (query.has('bucketInfo')) return 'GetBucketInfo';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

function objectOperation({ method, query, headers }: ServiceRequest): OssOperation | null {
  if (method === 'PUT') return headers['x-oss-copy-source'] ? 'CopyObject' : 'PutObject';
  if (method === 'DELETE') return 'DeleteObject';
  if (method === 'GET') return 'GetObject';
  if (method !== 'HEAD') return null;
  return query.has('objectMeta') ? 'GetObjectMeta' : 'HeadObject';
}

/** What a request is about: the account's buckets, a bucket, or an object in it. */
export interface OssTarget {
  readonly bucket: string | null;
  readonly key: string | null;
}

/**
 * Every way a request can be read, the likeliest first. `ali-oss` names the bucket in the Host header even when
 * its endpoint is an address, and with `sldEnable` in the path as well; only the signature tells which was meant.
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

/** The bucket before `oss-<region>.aliyuncs.com` or before `localhost`; null when the host names none at all. */
function bucketOfHost(host: string): string | null {
  const name = host.replace(/:\d+$/, '');
  return /^([\w-]*)\.(?:oss-[\w-]+\.aliyuncs\.com|localhost)$/.exec(name)?.[1] ?? null;
}

function splitPath(path: string): OssTarget {
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: path || null, key: null };
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) || null };
}

/** RAM's answer in the words of OSS. */
export const permit = permitOrRefuse({
  status: 403,
  code: 'AccessDenied',
  message: () => 'You have no right to access this object because of bucket acl.',
});

/** One signed request with what it may touch. */
export interface OssCall {
  readonly world: World;
  readonly buckets: Buckets;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** The ARN of a bucket or of `bucket/key`. */
  readonly arn: (resource: string) => string;
}
