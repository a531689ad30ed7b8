import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { requestOnce } from '../../machine/proxy/once.js';
import { AckringError } from '../../words/errors.js';
import { jsonIn } from '../../words/json.js';
import { say } from '../../words/say.js';
import type { Endpoint } from '../openapi/endpoints.js';

/** Who the Security Token Service says signed a request, or its refusal's code. */
export type PresignedAnswer =
  | { readonly kind: 'identity'; readonly identity: PresignedIdentity }
  | { readonly kind: 'refused'; readonly code: string };

interface PresignedIdentity {
  readonly arn: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role';
}

interface Presigned {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

const identitySchema = v.object({ Arn: v.string(), AccountId: v.string(), IdentityType: v.string() });
const refusalSchema = v.object({ Code: v.pipe(v.string(), v.regex(/^[\w.]{1,100}$/)) });

const timeoutMs = 10_000;
const mostBytes = 65_536;

/**
 * Sends a GetCallerIdentity that was signed ahead, as ack-ram-authenticator does: POST, no body, its own headers and
 * query. Throws Unreachable, or ResponseUnreadable for an answer that is none of the service's.
 */
export async function sendPresigned(
  { query, headers }: Presigned,
  { url, host, proxyOf }: Endpoint,
  signal: AbortSignal | undefined,
): Promise<PresignedAnswer> {
  const bound = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? bound : AbortSignal.any([bound, signal]);
  let status: number;
  let body: unknown;
  try {
    const target = new URL(`/?${new URLSearchParams(query)}`, url);
    const proxy = proxyOf?.(target) ?? null;
    const answer = await requestOnce(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': 0 },
      signal: either,
      proxy,
    });
    status = answer.statusCode ?? 0;
    body = jsonIn(await textOf(answer));
  } catch (cause) {
    if (signal?.aborted)
      throw new AckringError('Cancelled', say('the request was cancelled'), {
        remedy: say('Try again when ready.'),
        cause,
      });
    throw new AckringError('Unreachable', say('{host} did not answer', { host }), {
      remedy: say('Check the network, or leave the service unasked: `--offline`.'),
      cause,
    });
  }
  const identity = v.safeParse(identitySchema, body);
  if (status === 200 && identity.success) {
    const { Arn: arn, AccountId: accountId, IdentityType: type } = identity.output;
    return { kind: 'identity', identity: { arn, accountId, type: types[type] ?? 'user' } };
  }
  const refusal = v.safeParse(refusalSchema, body);
  if (status >= 400 && refusal.success) return { kind: 'refused', code: refusal.output.Code };
  throw new AckringError(
    'ResponseUnreadable',
    say('what {host} answered is none of the Security Token Service', { host }),
    {
      remedy: say('Check the way there: a proxy or a login page may have answered.'),
    },
  );
}

const types: Readonly<Record<string, PresignedIdentity['type']>> = {
  Account: 'root',
  RAMUser: 'user',
  AssumedRoleUser: 'role',
};

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk;
    if (text.length > mostBytes) throw new RangeError('the answer is too long');
  }
  return text;
}
