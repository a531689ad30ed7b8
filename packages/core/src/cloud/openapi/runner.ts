import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../machine/clock.js';
import type { ProxyRule } from '../../machine/proxy/rule.js';
import { cancelled, retrying, throwIfCancelled } from '../../machine/retry.js';
import type { Sentence } from '../../words/say.js';
import { lazy } from '../lazy.js';
import type { RateLimiter } from '../rate-limit.js';
import { type AnswerBounds, usualBounds, withinBounds } from './answer-bounds.js';
import { loggedCall } from './call-log.js';
import type { AccessKey, CredentialSource } from './credential-source.js';
import type { Endpoint } from './endpoints.js';
import { toApiError, unreadable } from './error.js';
import type { ApiCallSubject, Audience } from './failure.js';
import { recordOf, type ServiceRecord } from './operation.js';

export interface RunnerOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Who needs a missing grant; default `person`. */
  readonly audience?: Audience | undefined;
  /** Limits on the answer of each attempt. */
  readonly bounds?: AnswerBounds;
  /** Uniform in [0, 1), for the jitter between attempts. */
  readonly random?: () => number;
}

/** The result of one attempt; headers by lower-case name. */
export interface Answer<Body = string> {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** The input of one attempt. */
export interface Attempt {
  readonly key: AccessKey;
  readonly bounds: AnswerBounds;
  readonly signal: AbortSignal | undefined;
}

/** One call of an operation; the operation's record says which permission it needs and whether it may be sent twice. */
export interface Operation<Body, Result> {
  /** Its name in the service's record. */
  readonly operation: string;
  /** A phrase such as "store a secret", for messages. */
  readonly doing: Sentence;
  readonly endpoint: Endpoint;
  readonly region: string;
  /** The cluster that a 404 would be about. */
  readonly clusterId?: string | undefined;
  /** Override the runner's. */
  readonly bounds?: AnswerBounds | undefined;
  /** Sends it once; throws what its client throws, with `code` and `statusCode`. */
  readonly send: (attempt: Attempt) => Promise<Answer<Body>>;
  /** Null for an unreadable answer, which is retried like any other failure. */
  readonly decode: (answer: Answer<Body>) => Result | null;
}

/** Runs operations of one service; throws AckringError only. */
type Runner = <Body, Result>(operation: Operation<Body, Result>, signal?: AbortSignal) => Promise<Result>;

/**
 * The one way to the vendor's cloud, for every client. Each attempt waits for the limiter, is signed with the current
 * key, bounded and decoded; a failure becomes an AckringError and is retried by class. Changes are retried only if
 * the failure proves that nothing was done.
 */
export function createRunner(
  service: ServiceRecord,
  { credentials, clock, limiter, audience, random = Math.random, ...options }: RunnerOptions,
): Runner {
  const { product } = service;
  return async ({ operation, doing, endpoint, region, clusterId, send, decode, ...own }, signal) => {
    const { host } = endpoint;
    const proxy = endpoint.proxyOf?.(new URL(endpoint.url)) ?? null;
    const record = recordOf(service, operation);
    const { permission = `${product}:${operation}`, changesSomething = false, openApi = operation } = record;
    const subject: ApiCallSubject = { doing, permission, host, proxy, clusterId, audience, changesSomething };
    const bounds = own.bounds ?? options.bounds ?? usualBounds;
    const sendOnce = async () => {
      const key = await credentials.get();
      throwIfCancelled(signal);
      try {
        return await unlessAborted(
          withinBounds(bounds, () => throughProxy(endpoint.proxyOf, () => send({ key, bounds, signal }))),
          signal,
        );
      } catch (error) {
        throw toApiError(error, subject);
      }
    };
    let tried = 0;
    const attempt = () => {
      tried += 1;
      return loggedCall({ product, operation: openApi, region, number: tried }, async (begun) => {
        const turn = () => {
          begun();
          return sendOnce();
        };
        const answer = await limiter.run(turn, signal);
        const requestId = requestIdOf(answer);
        const result = decode(answer);
        if (result === null) throw unreadable(subject, requestId);
        return { result, requestId };
      });
    };
    return retrying(attempt, { clock, random, signal, changesSomething });
  };
}

/** Decodes an answer's JSON; anything else is unreadable. */
export function fromJson<Result>(decode: (body: unknown) => Result | null) {
  return ({ body }: Answer): Result | null => {
    try {
      return decode(parseApiJson(body));
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  };
}

/** Headers as text, by lower-case name. */
export function textHeaders(headers: object | null | undefined): Answer['headers'] {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/** Each service has its own header for it. */
function requestIdOf({ headers }: Answer<unknown>): string | null {
  const names = ['x-acs-request-id', 'x-fc-request-id', 'x-log-requestid', 'x-oss-request-id'];
  return names.map((name) => headers[name]).find((id) => id) ?? null;
}

/** The clients take no signal: a sent request runs on unobserved, within its bounds. */
function unlessAborted<T>(sent: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return sent;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(cancelled(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Parses the API's JSON without losing digits: integers above 2^53 (account ids) become strings. An empty body, which
 * some calls answer with, is null. Throws SyntaxError like JSON.parse.
 */
export function parseApiJson(text: string): unknown {
  if (text.trim() === '') return null;
  // Almost every answer has no such number, and the rewriting costs more than the parsing.
  return JSON.parse(longNumber.test(text) ? text.replace(stringOrNumber, quoteUnsafeInteger) : text);
}

/** A number of that length in the position of a value; a match within a string does no harm. */
const longNumber = /(?:^|[:[,])\s*-?\d{16}/;

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function quoteUnsafeInteger(token: string): string {
  const isUnsafe = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
  return isUnsafe ? `"${token}"` : token;
}

const rules = new AsyncLocalStorage<ProxyRule>();

/**
 * Makes a call of the vendor's clients through the proxy that `rule` names, if any. Their own settings for proxies
 * (`httpsProxy`, `noProxy`, `socks5Proxy`) are declared and never read, and neither Node's NODE_USE_ENV_PROXY nor its
 * global agents reach the agent of their HTTP client. That client does take one with each request, so it is given
 * one, in the context of our own calls only. Plain http stays direct: that is a service on this machine, or the
 * metadata server of an instance.
 */
export async function throughProxy<T>(rule: ProxyRule | undefined, call: () => Promise<T>): Promise<T> {
  if (rule === undefined) return call();
  await watchClient();
  return rules.run(rule, call);
}

const watchClient = lazy(async () => {
  const [{ default: client }, { agentThrough }] = await Promise.all([
    import('httpx'),
    import('../../machine/proxy/agent.js'),
  ]);
  const { request } = client;
  client.request = (url, options) => {
    const proxy = rules.getStore()?.(new URL(url)) ?? null;
    return request(url, proxy === null ? options : { ...options, agent: agentThrough(proxy) });
  };
});
