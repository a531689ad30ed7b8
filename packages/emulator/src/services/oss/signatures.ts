import { createHash, createHmac } from 'node:crypto';
import { percentEncode, type ServiceRequest } from '../../http/request.js';

/** The parts of a version 4 signature, from the header or from a URL. */
interface V4Authorization {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly product: string;
  readonly additionalHeaders: readonly string[];
  readonly signature: string;
  /** As it was signed. */
  readonly date: string;
}

/** Parses the header; null if it is not of this kind. A date in `Date` is signed as it is there. */
export function readAuthorizationV4({ headers }: ServiceRequest): V4Authorization | null {
  const pattern =
    /^OSS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aliyun_v4_request,(?:\s*AdditionalHeaders=([^,]*),)?\s*Signature=([0-9a-f]{64})$/;
  const [, accessKeyId, day, region, product, additional, signature] =
    pattern.exec(headers['authorization'] ?? '') ?? [];
  if (!accessKeyId || !day || !region || !product || !signature) return null;
  const additionalHeaders = additional ? additional.split(';') : [];
  const date = headers['x-oss-date'] ?? headers['date'] ?? '';
  return { accessKeyId, day, region, product, additionalHeaders, signature, date };
}

/** The same of a presigned URL. */
export function readUrlV4({ query }: ServiceRequest): V4Authorization | null {
  if (query.get('x-oss-signature-version') !== 'OSS4-HMAC-SHA256') return null;
  const [accessKeyId, day, region, product, suffix] = (query.get('x-oss-credential') ?? '').split('/');
  const signature = query.get('x-oss-signature');
  if (!accessKeyId || !day || !region || !product || suffix !== 'aliyun_v4_request' || !signature)
    return null;
  const additional = query.get('x-oss-additional-headers');
  const additionalHeaders = additional ? additional.split(';') : [];
  return {
    accessKeyId,
    day,
    region,
    product,
    additionalHeaders,
    signature,
    date: query.get('x-oss-date') ?? '',
  };
}

/** The text to sign for version 4; `resource` is `/bucket/key`, unencoded. */
export function stringToSignV4(request: ServiceRequest, parts: V4Authorization, resource: string): string {
  const canonical = canonicalRequest(request, parts, resource);
  const scope = `${parts.day}/${parts.region}/${parts.product}/aliyun_v4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  return ['OSS4-HMAC-SHA256', parts.date, scope, hash].join('\n');
}

/** The signature of that text, by a key derived from the secret, the day, the region and the product. */
export function signatureV4(text: string, parts: V4Authorization, secret: string): string {
  const steps = [parts.day, parts.region, parts.product, 'aliyun_v4_request'];
  const key = steps.reduce<Buffer | string>(
    (previous, step) => createHmac('sha256', previous).update(step).digest(),
    `aliyun_v4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function canonicalRequest(request: ServiceRequest, parts: V4Authorization, resource: string): string {
  const { headers } = request;
  const isSigned = (name: string) =>
    name === 'content-type' ||
    name === 'content-md5' ||
    name.startsWith('x-oss-') ||
    parts.additionalHeaders.includes(name);
  const lines = Object.keys(headers)
    .filter(isSigned)
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
  return [
    request.method,
    percentEncode(resource).replaceAll('%2F', '/'),
    canonicalQuery(request.query),
    lines.join(''),
    parts.additionalHeaders.join(';'),
    headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'x-oss-signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}

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

/** The text to sign for OSS's version 1; `resource` is `/bucket/key`, unencoded. A URL has the end in place of the date. */
export function stringToSignV1(request: ServiceRequest, resource: string, date: string): string {
  const { headers } = request;
  const ossHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').trim()}`);
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
