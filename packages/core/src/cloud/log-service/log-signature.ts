import { createHash, createHmac } from 'node:crypto';
import type { AccessKey } from '../openapi/credential-source.js';

/** An unsigned request to Log Service; it has no body. */
export interface LogRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Prefixed with the project, and with the port if there is one. */
  readonly host: string;
  readonly region: string;
  readonly at: Date;
}

export const logSignature = 'SLS4-HMAC-SHA256';
const emptyHash = createHash('sha256').update('').digest('hex');

/**
 * The headers of Log Service's signature version 4. We sign it ourselves: the SDK's gateway needs a native module,
 * and the older SDK reads a file beside it, so neither fits into one bundle.
 */
export function signedLogHeaders(
  request: LogRequest,
  { accessKeyId, accessKeySecret, securityToken }: AccessKey,
): Record<string, string> {
  const date = request.at.toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    host: request.host,
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': '0',
    'x-log-content-sha256': emptyHash,
    'x-log-date': date,
    ...(securityToken === null ? {} : { 'x-acs-security-token': securityToken }),
  };
  const scope = [date.slice(0, 8), request.region, 'sls', 'aliyun_v4_request'];
  const canonical = createHash('sha256').update(canonicalRequest(request, headers)).digest('hex');
  const key = scope.reduce<Buffer | string>(
    (previous, step) => createHmac('sha256', previous).update(step).digest(),
    `aliyun_v4${accessKeySecret}`,
  );
  const text = [logSignature, date, scope.join('/'), canonical].join('\n');
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const authorization = `${logSignature} Credential=${accessKeyId}/${scope.join('/')},Signature=${signature}`;
  return { ...headers, authorization };
}

/** The query as sent and signed: sorted, percent-encoded. */
export function logQueryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${encode(value)}`))
    .join('&');
}

function canonicalRequest(
  { method, path, query }: LogRequest,
  headers: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(headers).toSorted();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  return [method, path, logQueryText(query), lines, names.join(';'), emptyHash].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
