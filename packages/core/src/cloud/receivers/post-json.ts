import { type IncomingMessage, request as requestInClear } from 'node:http';
import { type Agent, request as requestSecurely } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { agentOnce } from '../../machine/proxy/once.js';
import { httpsProxyRule } from '../../machine/proxy/rule.js';
import { isClearText } from '../../words/endpoints.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import type { AnswerBounds } from '../openapi/answer-bounds.js';

export interface PostJson {
  /** May contain a token: only its host is ever shown. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
  readonly bounds?: AnswerBounds;
  /** May name a proxy on the way to it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const usualBounds: AnswerBounds = { totalMs: 10_000, idleMs: 5_000, bytes: 65_536 };

/** A receiver's answer; its status is between 200 and 299. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts to a receiver and returns its answer; throws AckringError, whose message names only the host of the URL. TLS
 * 1.2 at least, plain http to loopback only, redirects refused: the body and the token are for this receiver alone.
 * An answer that is too long, too slow or stalls is cut off.
 */
export async function postJson({
  url,
  headers = {},
  body,
  signal,
  bounds = usualBounds,
  environment,
}: PostJson): Promise<PostAnswer> {
  const target = checkedUrl(url);
  const deadline = AbortSignal.timeout(bounds.totalMs);
  const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  try {
    const agent = await agentOnce(httpsProxyRule(environment)?.(target) ?? null);
    const response = await send(target, { headers, body, agent, signal: either, idleMs: bounds.idleMs });
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      response.destroy();
      throw refused(codeOf(status), target, say('status {status}', { status }));
    }
    return { status, text: await textOf(response, target, bounds.bytes) };
  } catch (error) {
    if (error instanceof AckringError) throw error;
    if (deadline.aborted || error instanceof StoodStill) {
      throw refused('TimedOut', target, say('no answer in time'), error);
    }
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('PROXY_'))
      throw refused('Unreachable', target, say('the proxy in HTTPS_PROXY does not let it through'), error);
    throw refused('Unreachable', target, say('no answer'), error);
  }
}

class StoodStill extends Error {}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly agent: Agent | false;
  readonly signal: AbortSignal;
  readonly idleMs: number;
}

function send(target: URL, { headers, body, agent, signal, idleMs }: Sent): Promise<IncomingMessage> {
  const content = Buffer.from(body);
  const options = {
    method: 'POST',
    // A separate connection: nothing stays open when the function is frozen.
    agent,
    signal,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': content.length,
      'accept-encoding': 'identity',
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const request =
      target.protocol === 'https:'
        ? requestSecurely(target, { ...options, minVersion: 'TLSv1.2' })
        : requestInClear(target, options);
    let answer: IncomingMessage | null = null;
    request.setTimeout(idleMs, () => (answer ?? request).destroy(new StoodStill()));
    request.once('response', (response) => {
      answer = response;
      resolve(response);
    });
    request.on('error', reject);
    request.end(content);
  });
}

async function textOf(response: IncomingMessage, target: URL, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const body = decompressed(response, target);
  try {
    for await (const chunk of body) {
      const part: Buffer = chunk;
      size += part.length;
      if (size > mostBytes) throw refused('ResponseUnreadable', target, say('its answer is too long'));
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof AckringError || body === response || response.errored !== null) throw error;
    throw refused('ResponseUnreadable', target, say('its answer is not compressed as it says'), error);
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Some compress without being asked. */
function decompressed(response: IncomingMessage, target: URL): Readable {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  const inflate = inflaters.get(encoding)?.();
  if (inflate === undefined)
    throw refused('ResponseUnreadable', target, say('its answer is in an unknown encoding'));
  response.once('error', (error) => inflate.destroy(error));
  return response.pipe(inflate);
}

const inflaters = new Map<string, () => ReturnType<typeof createGunzip>>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

function checkedUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  const isWeb = target?.protocol === 'https:' || target?.protocol === 'http:';
  if (target !== null && isWeb && !isClearText(target)) return target;
  throw new AckringError('EndpointRefused', say("a notifier's URL is not https"), {
    remedy: say('Correct the URL in rotation.yaml, or in the KMS secret it names.'),
  });
}

function codeOf(status: number): ErrorCode {
  if (status === 429) return 'Throttled';
  if (status === 401 || status === 403) return 'Forbidden';
  return status >= 500 ? 'ServerFault' : 'RequestRejected';
}

function refused(code: ErrorCode, { host }: URL, why: Sentence, cause?: unknown): AckringError {
  return new AckringError(code, say('{host} did not take the notice: {why}', { host, why }), {
    remedy: say('Try the receiver by hand; the next run tells it again.'),
    cause,
  });
}
