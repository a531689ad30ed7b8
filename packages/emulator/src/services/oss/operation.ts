import type { ServiceRequest } from '../../http/request.js';
import type { ServedOperation } from '../../service.js';
import type { OssTarget } from './target.js';

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
