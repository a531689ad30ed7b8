import { createHmac } from 'node:crypto';
import type { ServiceRequest } from '../../http/request.js';

/** The query members that name a sub-resource, and so are signed; paging and prefixes are not. */
const signedQuery = new Set([
  'acl',
  'append',
  'bucketInfo',
  'continuation-token',
  'cors',
  'delete',
  'encryption',
  'lifecycle',
  'live',
  'location',
  'logging',
  'objectMeta',
  'partNumber',
  'policy',
  'position',
  'referer',
  'restore',
  'security-token',
  'stat',
  'status',
  'symlink',
  'tagging',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'vod',
  'website',
  'worm',
  'wormId',
  'x-oss-process',
]);

/** The text OSS's first signature is made over; `resource` is `/bucket/key`, unencoded. */
export function stringToSignV1(request: ServiceRequest, resource: string): string {
  const { headers } = request;
  const ossHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').trim()}`);
  const date = headers['x-oss-date'] ?? headers['date'] ?? '';
  const head = [request.method, headers['content-md5'] ?? '', headers['content-type'] ?? '', date];
  return [...head, ...ossHeaders, resource + subResource(request.query)].join('\n');
}

/** `OSS <key id>:<this>`. */
export function signatureV1(text: string, secret: string): string {
  return createHmac('sha1', secret).update(text).digest('base64');
}

function subResource(query: URLSearchParams): string {
  const members = [...query]
    .filter(([name]) => signedQuery.has(name) || name.startsWith('response-'))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return members.length > 0 ? `?${members.join('&')}` : '';
}
