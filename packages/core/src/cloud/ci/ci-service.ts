import * as v from 'valibot';
import type { Clock } from '../../machine/clock.js';
import { retrying } from '../../machine/retry.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import type { AnswerBounds } from '../openapi/answer-bounds.js';
import { createRateLimiter } from '../rate-limit.js';
import { type Exchange, type ExchangeAnswer, exchange } from '../receivers/exchange.js';

/** The REST API of a CI service, as one token sees it. */
export interface CiService {
  /** The answer to a question, or to a change; throws ResourceNotFound for 404. */
  ask<Schema extends v.GenericSchema>(
    asked: CiQuestion,
    schema: Schema,
    signal?: AbortSignal,
  ): Promise<v.InferOutput<Schema>>;
  /** All pages of a list, each read by the schema of a page. */
  askAll<Item>(
    list: CiList,
    page: v.GenericSchema<unknown, readonly Item[]>,
    signal?: AbortSignal,
  ): Promise<readonly Item[]>;
}

export interface CiQuestion {
  readonly method: Exchange['method'];
  /** Below the API's address, encoded. */
  readonly path: string;
  readonly body?: object;
  /** In place of that. */
  readonly xml?: string;
}

export interface CiList {
  readonly path: string;
  /** As many as the service gives at once. */
  readonly pageSize: number;
}

export interface CiServiceOptions {
  /** The API's address, without a slash at its end. */
  readonly api: string;
  /** Read once, before the first request. */
  readonly token: () => Promise<string>;
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  /** What the token has to be allowed, for whoever makes one. */
  readonly needs: Sentence;
  readonly clock: Clock;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hears the headers of each answer. */
  readonly hear?: (headers: ExchangeAnswer['headers']) => void;
}

/** A page of a hundred variables of 10 KB, and each a few times that with escapes. */
const bounds: AnswerBounds = { totalMs: 30_000, idleMs: 15_000, bytes: 8 * 1_048_576 };

/** Of a list: GitLab keeps at most 8,000 variables, GitHub 1,000. */
const mostPages = 400;

/** Questions are asked again after a failure that passes; a change only after a 429, which did nothing. */
export function createCiService(options: CiServiceOptions): CiService {
  const { clock } = options;
  const limiter = createRateLimiter(clock);
  let token: Promise<string> | null = null;
  const once = (): Promise<string> => {
    token ??= options.token();
    token.catch(() => {
      token = null;
    });
    return token;
  };
  const ask: CiService['ask'] = (asked, schema, signal) => {
    const changesSomething = asked.method !== 'GET';
    return retrying(
      () =>
        limiter.run(async () => answerOf(asked, schema, { ...options, token: await once() }, signal), signal),
      { clock, random: Math.random, signal, changesSomething },
    );
  };
  return {
    ask,
    askAll: async <Item>(
      { path, pageSize }: CiList,
      schema: v.GenericSchema<unknown, readonly Item[]>,
      signal?: AbortSignal,
    ) => {
      const found: Item[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const query = `per_page=${pageSize}&page=${page}`;
        const some = await ask({ method: 'GET', path: `${path}?${query}` }, schema, signal);
        found.push(...some);
        if (some.length < pageSize) return found;
      }
      throw unanswered(new URL(options.api), 'ResponseUnreadable', say('its list has no end'));
    },
  };
}

/** What is there; null for 404. */
export async function orAbsent<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof AckringError && error.code === 'ResourceNotFound')) throw error;
    return null;
  }
}

interface Asking extends Omit<CiServiceOptions, 'token'> {
  readonly token: string;
}

async function answerOf<Schema extends v.GenericSchema>(
  { method, path, body, xml }: CiQuestion,
  schema: Schema,
  { api, token, headers, needs, environment, clock, hear }: Asking,
  signal: AbortSignal | undefined,
): Promise<v.InferOutput<Schema>> {
  const url = new URL(`${api}${path}`);
  const failure: Exchange['failure'] = (code, why, cause) => unanswered(url, code, why, cause);
  const content = body === undefined ? xml : JSON.stringify(body);
  const answer = await exchange({
    ...{ method, url, body: content, signal, bounds, environment, failure },
    headers: { ...headers(token), ...(xml === undefined ? {} : xmlType) },
  });
  hear?.(answer.headers);
  if (answer.status > 299 || answer.status < 200) throw refusal(url, answer, { needs, now: clock.now() });
  const parsed = v.safeParse(schema, jsonOf(answer.text));
  if (parsed.success) return parsed.output;
  throw failure('ResponseUnreadable', say('its answer is not that of its API'));
}

const xmlType = { 'content-type': 'application/xml; charset=utf-8' };

/** Null for no body, which some changes are answered with. */
function jsonOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unanswered({ host }: URL, code: ErrorCode, why: Sentence, cause?: unknown): AckringError {
  return new AckringError(code, say('{host}: {why}', { host, why }), {
    remedy: say('Look at the way from here to {host}; the next run tries again.', { host }),
    cause,
  });
}

interface Told {
  readonly needs: Sentence;
  readonly now: Date;
}

function refusal({ host }: URL, answer: ExchangeAnswer, { needs, now }: Told): AckringError {
  const { status } = answer;
  if (status >= 300 && status <= 399) return sentElsewhere(host, status);
  const code = codeOf(answer);
  const message =
    code === 'CredentialsInvalid'
      ? say('{host} does not know the token (401)', { host })
      : say('{host} refused it: status {status}', { host, status });
  return new AckringError(code, message, {
    remedy: remedyOf(code, needs),
    retryAfterMs: code === 'Throttled' ? retryAfterMs(answer, now) : undefined,
  });
}

/** The token is for this host alone. */
function sentElsewhere(host: string, status: number): AckringError {
  return new AckringError(
    'RequestRejected',
    say('{host} sends it elsewhere, as to a page for signing in: status {status}', { host, status }),
    {
      remedy: say(
        'Name the address that answers by itself, and see that what stands before {host} lets a token through.',
        { host },
      ),
    },
  );
}

function remedyOf(code: ErrorCode, needs: Sentence): Sentence {
  if (code === 'Throttled' || code === 'ServerFault') return say('Wait; the next run tries again.');
  if (code === 'RequestRejected')
    return say('Look at the names in rotation.yaml, and at what the service allows for them.');
  return say('Give the sink a token that is valid and has {needs}; without it, what is there looks absent.', {
    needs,
  });
}

function codeOf({ status, headers }: ExchangeAnswer): ErrorCode {
  // GitHub answers 403 too to whoever asks too often.
  const isPaced = headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  if (status === 429 || (status === 403 && isPaced)) return 'Throttled';
  if (status === 401) return 'CredentialsInvalid';
  if (status === 403) return 'Forbidden';
  if (status === 404) return 'ResourceNotFound';
  if (status === 409) return 'Conflict';
  return status >= 500 ? 'ServerFault' : 'RequestRejected';
}

/** In seconds from now, or until the end of the window, in seconds since 1970. */
function retryAfterMs({ headers }: ExchangeAnswer, now: Date): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  if (seconds >= 0) return seconds * 1_000;
  const reset = Number(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? Number.NaN);
  return reset > 0 ? Math.max(0, reset * 1_000 - now.getTime()) : undefined;
}
