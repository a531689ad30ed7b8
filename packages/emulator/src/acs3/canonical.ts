import { createHash, createHmac } from 'node:crypto';
import { percentEncode } from '../http/percent-encode.js';
import type { ServiceRequest } from '../http/request.js';

/** The signature algorithm's name, first word of the Authorization header. */
export const algorithm = 'ACS3-HMAC-SHA256';

/** The signature of a request over `signedHeaders` (source: the vendor's "V3 request and signature"). */
export function acs3Signature(
  request: ServiceRequest,
  signedHeaders: readonly string[],
  secret: string,
): string {
  const canonical = canonicalRequest(request, signedHeaders);
  return createHmac('sha256', secret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest('hex');
}

/** Lower-case hex, as x-acs-content-sha256 carries it. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalRequest(request: ServiceRequest, signedHeaders: readonly string[]): string {
  const path = request.path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~');
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('');
  const payload = request.headers['x-acs-content-sha256'] ?? '';
  return [
    request.method,
    path,
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}
