import type { ServiceRequest } from '../../http/request.js';
import type { OssTarget } from './target.js';

/** The operations there are; each is also the RAM action's name, but the three that RAM folds into another's. */
export type OssOperation =
  | 'ListBuckets'
  | 'PutBucket'
  | 'DeleteBucket'
  | 'GetBucketInfo'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'PutObject'
  | 'CopyObject'
  | 'GetObject'
  | 'HeadObject'
  | 'GetObjectMeta'
  | 'DeleteObject';

/** Names what a request asks for, or null when nothing here answers it. */
export function operationOf(request: ServiceRequest, target: OssTarget): OssOperation | null {
  if (target.bucket === null) return request.method === 'GET' ? 'ListBuckets' : null;
  return target.key === null ? bucketOperation(request) : objectOperation(request);
}

/** The RAM action behind an operation. */
export function ramAction(operation: OssOperation): string {
  switch (operation) {
    case 'HeadObject':
    case 'GetObjectMeta':
      return 'oss:GetObject';
    case 'CopyObject':
      return 'oss:PutObject';
    case 'ListObjectsV2':
      return 'oss:ListObjects';
    default:
      return `oss:${operation}`;
  }
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
