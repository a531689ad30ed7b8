import * as v from 'valibot';
import type { ApiServerAnswer, ApiServerIdentity } from './api.js';
import type { ApiServerReply } from './connection.js';

/**
 * The weight of one reply to a request for an object of kind `expected`. A Kubernetes API server says everything that
 * matters in JSON with a `kind`: a web page, a redirect, or a proxy's own 401 or 403 does not count. Facts: recorded
 * from 1.24.17 and 1.37.2; a path that no group serves is 404 in plain text, too many requests 429 in plain text.
 */
export function answerOf({ status, body }: ApiServerReply, expected: string): ApiServerAnswer {
  if (status === 429 || status >= 500)
    return { kind: 'busy', status, reason: statusOf(body)?.reason ?? null };
  if (status >= 200 && status < 300) {
    return isObject(body, expected) ? { kind: 'served' } : { kind: 'foreign', status };
  }
  if (status === 404) return { kind: 'absent' };
  const said = statusOf(body);
  if (said === null) return { kind: 'foreign', status };
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 403) return { kind: 'refused', as: refusedUser(said.message) };
  return { kind: 'busy', status, reason: said.reason };
}

function isObject(body: unknown, kind: string): boolean {
  return v.is(v.object({ kind: v.literal(kind), apiVersion: v.string() }), body);
}

const failure = v.object({
  kind: v.literal('Status'),
  apiVersion: v.literal('v1'),
  status: v.literal('Failure'),
  message: v.optional(v.string(), ''),
  reason: v.optional(v.nullable(v.string()), null),
});

function statusOf(body: unknown): v.InferOutput<typeof failure> | null {
  const parsed = v.safeParse(failure, body);
  return parsed.success ? parsed.output : null;
}

/** Only the beginning of the text is the same everywhere: a binding to a missing role adds to its end. */
function refusedUser(message: string): string | null {
  const quoted = /^[^:]{0,500}(?:forbidden: |: )User ("(?:[^"\\]|\\.){0,1000}") cannot /.exec(message)?.[1];
  return quoted === undefined ? null : unquote(quoted);
}

/** Go's `%q` is JSON's except for control characters, which no user name contains. */
function unquote(quoted: string): string | null {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return null;
  }
}

const review = v.object({
  kind: v.literal('SelfSubjectReview'),
  status: v.object({
    userInfo: v.object({ username: v.string(), groups: v.fallback(v.array(v.string()), []) }),
  }),
});

/** The user in a SelfSubjectReview; null for anything else. */
export function identityOf({ body }: ApiServerReply): ApiServerIdentity | null {
  const parsed = v.safeParse(review, body);
  return parsed.success ? parsed.output.status.userInfo : null;
}

/** `GET /version`: public, and without `kind`. A build without a version calls itself 0.0.0. */
export function versionOf({ status, body }: ApiServerReply): string | null {
  const parsed = v.safeParse(v.object({ gitVersion: v.pipe(v.string(), v.regex(/^v[1-9]\d*\.\d+/)) }), body);
  return status === 200 && parsed.success ? parsed.output.gitVersion.slice(1) : null;
}

/** Sends one request with its own timeout; null without an answer. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<ApiServerReply | null>;
