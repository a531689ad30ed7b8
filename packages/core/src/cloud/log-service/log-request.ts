import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { requestOnce } from '../../machine/proxy/once.js';
import type { AccessKey } from '../openapi/credential-source.js';
import type { Endpoint } from '../openapi/endpoints.js';
import type { WireCall } from '../openapi/operation.js';
import { type Answer, type Attempt, type RunnerOptions, textHeaders } from '../openapi/runner.js';

export interface LogServiceOptions extends RunnerOptions {
  /** The project's. */
  readonly region: string;
  readonly endpoint: Endpoint;
}

/** Signs and sends a call once. Throws like the SDK, for the runner to interpret. */
export async function sendLogCall(
  { method, path, query }: WireCall,
  project: string,
  { region, endpoint, clock }: LogServiceOptions,
  { key, signal }: Attempt,
): Promise<Answer> {
  const host = `${project}.${endpoint.host}`;
  const headers = signedLogHeaders({ method, path, query, host, region, at: clock.now() }, key);
  const url = new URL(`${path}?${logQueryText(query)}`, dialled(endpoint, host));
  const answer = await requestOnce(url, { headers, signal, proxy: endpoint.proxyOf?.(url) ?? null });
  const body = await text(answer);
  if (answer.statusCode !== 200) throw failureOf(answer, body);
  return { body, headers: textHeaders(answer.headers) };
}

/** A project has its own host name; an IP address cannot have one, so there only the Host header names the project. */
function dialled({ protocol, host, url }: Endpoint, withProject: string): string {
  return /^(\d+(\.\d+){3}|localhost|\[)/.test(host) ? url : `${protocol}://${withProject}`;
}

const failureSchema = v.object({ errorCode: v.string(), accessDeniedDetail: v.optional(v.unknown()) });

/** As the SDK throws it. The service answers 401 both to what RAM does not allow and to an unknown key. */
function failureOf({ statusCode, headers }: IncomingMessage, body: string): object {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), failureSchema), body);
  const requestId = headers['x-log-requestid'];
  if (!parsed.success) return { statusCode, requestId };
  const { errorCode, accessDeniedDetail } = parsed.output;
  return {
    code: errorCode,
    statusCode: errorCode === 'Unauthorized' ? 403 : statusCode,
    requestId,
    accessDeniedDetail,
  };
}

/** An unsigned request to Log Service; it has no body. */
interface LogRequest {
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
function signedLogHeaders(
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
function logQueryText(query: Readonly<Record<string, string>>): string {
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
