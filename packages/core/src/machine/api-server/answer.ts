import * as v from 'valibot';
import type { ApiServerAnswer, ApiServerIdentity } from './api.js';
import type { ApiServerReply } from './connection.js';

/**
 * What one reply is worth, where an object of the kind `expected` was asked for. A Kubernetes API server says everything that matters in JSON with a `kind`: a page, a
 * redirect, and a proxy's own 401 or 403 are nobody's word. Facts: recorded from 1.24.17 and 1.37.2; a path that no
 * group serves is 404 in plain text, too many requests 429 in plain text.
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
  if (status === 403) return { kind: 'refused', as: whomRefused(said.message) };
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

/** Only the text's beginning is the same everywhere: a binding to a role that is gone adds to its end. */
function whomRefused(message: string): string | null {
  const quoted = /^[^:]{0,500}(?:forbidden: |: )User ("(?:[^"\\]|\\.){0,1000}") cannot /.exec(message)?.[1];
  return quoted === undefined ? null : unquote(quoted);
}

/** Go's `%q` is JSON's but for control characters, which no name of a user has. */
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

/** Whom a SelfSubjectReview names; null for anything else. */
export function identityOf({ body }: ApiServerReply): ApiServerIdentity | null {
  const parsed = v.safeParse(review, body);
  return parsed.success ? parsed.output.status.userInfo : null;
}

/** `GET /version`: anybody may ask, and it has no `kind`. A build without a version calls itself 0.0.0. */
export function versionOf({ status, body }: ApiServerReply): string | null {
  const parsed = v.safeParse(v.object({ gitVersion: v.pipe(v.string(), v.regex(/^v[1-9]\d*\.\d+/)) }), body);
  return status === 200 && parsed.success ? parsed.output.gitVersion.slice(1) : null;
}

/** Sends one request within its own bound; null where no answer came. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<ApiServerReply | null>;
