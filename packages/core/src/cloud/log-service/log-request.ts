import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { requestOnce } from '../../machine/proxy/once.js';
import type { Endpoint } from '../openapi/endpoints.js';
import type { WireCall } from '../openapi/operation.js';
import { type Answer, type Attempt, type RunnerOptions, textHeaders } from '../openapi/runner.js';
import { logQueryText, signedLogHeaders } from './log-signature.js';

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
