import { type IncomingHttpHeaders, type IncomingMessage, request as requestInClear } from 'node:http';
import { type Agent, request as requestSecurely } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { agentOnce } from '../../machine/proxy/once.js';
import { httpsProxyRule } from '../../machine/proxy/rule.js';
import { isClearText } from '../../words/endpoints.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import type { AnswerBounds } from '../openapi/answer-bounds.js';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** May contain a token: only its host is ever shown. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; none for a question. */
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly bounds?: AnswerBounds | undefined;
  /** May name a proxy on the way to it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What is told when there is no answer, or none that can be read. */
  readonly failure: (code: ErrorCode, why: Sentence, cause?: unknown) => AckringError;
}

const usualBounds: AnswerBounds = { totalMs: 10_000, idleMs: 5_000, bytes: 65_536 };

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty unless the status is between 200 and 299: what a refusal says may repeat what was sent. */
  readonly text: string;
}

/**
 * One request to somebody else's HTTP service, and its answer. TLS 1.2 at least, plain http to loopback only, redirects
 * not followed: the body and the token are for this host alone. An answer that is too long, too slow or stalls is cut
 * off. Throws what `failure` makes.
 */
export async function exchange(asked: Exchange): Promise<ExchangeAnswer> {
  const { url, signal, bounds = usualBounds, environment, failure } = asked;
  if (isClearText(url)) throw failure('EndpointRefused', say('its address is not https'));
  const deadline = AbortSignal.timeout(bounds.totalMs);
  const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  try {
    const agent = await agentOnce(httpsProxyRule(environment)?.(url) ?? null);
    const response = await send(asked, { agent, signal: either, idleMs: bounds.idleMs });
    const { statusCode: status = 0, headers } = response;
    if (status >= 200 && status <= 299)
      return { status, headers, text: await textOf(response, failure, bounds.bytes) };
    response.destroy();
    return { status, headers, text: '' };
  } catch (error) {
    if (error instanceof AckringError) throw error;
    if (deadline.aborted || error instanceof StoodStill)
      throw failure('TimedOut', say('no answer in time'), error);
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('PROXY_'))
      throw failure('Unreachable', say('the proxy in HTTPS_PROXY does not let it through'), error);
    throw failure('Unreachable', say('no answer'), error);
  }
}

class StoodStill extends Error {}

interface Way {
  readonly agent: Agent | false;
  readonly signal: AbortSignal;
  readonly idleMs: number;
}

function send({ method, url, headers, body }: Exchange, way: Way): Promise<IncomingMessage> {
  const { agent, signal, idleMs } = way;
  const content = body === undefined ? null : Buffer.from(body);
  const options = {
    method,
    // A separate connection: nothing stays open when the function is frozen.
    agent,
    signal,
    headers: {
      ...(content === null
        ? {}
        : { 'content-type': 'application/json; charset=utf-8', 'content-length': content.length }),
      'accept-encoding': 'identity',
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? requestSecurely(url, { ...options, minVersion: 'TLSv1.2' })
        : requestInClear(url, options);
    let answer: IncomingMessage | null = null;
    request.setTimeout(idleMs, () => (answer ?? request).destroy(new StoodStill()));
    request.once('response', (response) => {
      answer = response;
      resolve(response);
    });
    request.on('error', reject);
    request.end(content ?? undefined);
  });
}

async function textOf(
  response: IncomingMessage,
  failure: Exchange['failure'],
  mostBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const body = decompressed(response, failure);
  try {
    for await (const chunk of body) {
      const part: Buffer = chunk;
      size += part.length;
      if (size > mostBytes) throw failure('ResponseUnreadable', say('its answer is too long'));
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof AckringError || body === response || response.errored !== null) throw error;
    throw failure('ResponseUnreadable', say('its answer is not compressed as it says'), error);
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Some compress without being asked. */
function decompressed(response: IncomingMessage, failure: Exchange['failure']): Readable {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  const inflate = inflaters.get(encoding)?.();
  if (inflate === undefined) throw failure('ResponseUnreadable', say('its answer is in an unknown encoding'));
  response.once('error', (error) => inflate.destroy(error));
  return response.pipe(inflate);
}

const inflaters = new Map<string, () => ReturnType<typeof createGunzip>>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);
