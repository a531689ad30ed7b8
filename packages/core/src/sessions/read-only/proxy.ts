import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ApiServerTarget } from '../../words/target.js';
import { judgeRead, type UntrustedRequest } from './read-rule.js';
import { createRefusals, type RefusedRequest, refusalTexts } from './refusals.js';
import { makeLoopbackCertificate, openUpstream, systemCode, type Upstream } from './upstream.js';

/** What a command gets instead of a key. */
export interface ReadOnlyProxy {
  /** `https://127.0.0.1:<port>`. */
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Known to nobody else, and worthless once the proxy is closed. */
  readonly token: string;
  refused(): readonly RefusedRequest[];
  close(): Promise<void>;
}

export interface ReadOnlyProxyOptions {
  readonly withSecrets: boolean;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/**
 * Listens on loopback between a command and an API server, and holds the key: it passes requests that are known to
 * read (`judgeRead`) unchanged, and answers everything else with 403.
 */
export async function startReadOnlyProxy(
  target: ApiServerTarget,
  { withSecrets, environment, now }: ReadOnlyProxyOptions,
): Promise<ReadOnlyProxy> {
  const { certificate, key } = await makeLoopbackCertificate(now);
  const token = randomBytes(32).toString('base64url');
  const refusals = createRefusals();
  const upstream = openUpstream(target, environment);
  const server = createServer({
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    // Overrides Node's options.
    insecureHTTPParser: false,
    // Longer than a person pauses, so that Go's client seldom hits a closing connection.
    keepAliveTimeout: 90_000,
  });
  const isToken = tokenCheck(token);
  let host = '';
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const asked = untrustedRequest(request);
    // Node reads nothing more from a connection that asked for another protocol: its client would wait in vain.
    if ('upgrade' in asked.headers) response.setHeader('connection', 'close');
    if (asked.headers['host']?.join() !== host) {
      refuse(response, 403, 'Forbidden', 'another host was meant');
    } else if (!isToken(asked.headers['authorization'])) {
      refuse(response, 401, 'Unauthorized', 'Unauthorized');
    } else {
      answer(asked, request, response);
    }
  };
  const answer = (asked: UntrustedRequest, request: IncomingMessage, response: ServerResponse): void => {
    const judgement = judgeRead(asked, { withSecrets });
    if (judgement.kind === 'allowed') {
      void pass(request, response, { ...judgement, headers: asked.headers, upstream });
    } else {
      refusals.add(asked.method, asked.target, judgement.why);
      const message = `ackring did not let this through: ${refusalTexts[judgement.why]}`;
      refuse(response, 403, 'Forbidden', message);
    }
  };
  // Anybody on this machine may connect: callers without a token must not exhaust the descriptors.
  server.maxConnections = mostConnections;
  server.on('request', handle);
  // A request with Expect gets the same answers as any other.
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server: `https://${host}`,
    certificateAuthority: certificate,
    token,
    refused: refusals.list,
    close: async () => {
      server.close();
      server.closeAllConnections();
      upstream.close();
    },
  };
}

/** k9s keeps one for each watch, a few dozen. */
const mostConnections = 512;

function untrustedRequest({
  method = '',
  url = '',
  httpVersion,
  rawHeaders,
}: IncomingMessage): UntrustedRequest {
  const headers: Record<string, string[]> = Object.create(null);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), rawHeaders[at + 1] ?? ''];
  }
  return { method, target: url, httpVersion, headers };
}

/** Compared by hashes of equal length, in constant time. */
function tokenCheck(token: string): (given: readonly string[] | undefined) => boolean {
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  const expected = hashOf(`Bearer ${token}`);
  return (given) => given?.length === 1 && timingSafeEqual(hashOf(given[0] ?? ''), expected);
}

/** In an API server's format, so that every client shows it. */
function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  const body = Buffer.from(`${JSON.stringify(status)}\n`);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

interface Passing {
  readonly target: string;
  readonly hasBody: boolean;
  readonly headers: UntrustedRequest['headers'];
  readonly upstream: Upstream;
}

/**
 * An answer is passed on as it arrives, no faster than it is read; if the client leaves, the upstream request ends
 * too.
 */
async function pass(request: IncomingMessage, response: ServerResponse, passing: Passing): Promise<void> {
  const { target, hasBody, headers, upstream } = passing;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let answer: IncomingMessage;
  try {
    const body = hasBody ? await readSmall(request) : null;
    if (body === 'tooLarge')
      return refuse(response, 413, 'RequestEntityTooLarge', 'the question is too long');
    answer = await upstream.send({
      method: request.method === 'POST' ? 'POST' : 'GET',
      target,
      headers: chosen(headers, sentOn),
      body,
      signal: gone.signal,
    });
  } catch (error) {
    if (!gone.signal.aborted) refuse(response, 502, 'ServiceUnavailable', unreachableText(error));
    return;
  }
  response.writeHead(answer.statusCode ?? 502, chosen(answer.headersDistinct, handedBack));
  // A watch has begun even before its first event.
  response.flushHeaders();
  await pipeline(answer, response).catch(() => response.destroy());
}

/** Reviews have a few hundred bytes. */
const mostBody = 65_536;

async function readSmall(request: IncomingMessage): Promise<Buffer | 'tooLarge'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBody) return 'tooLarge';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Only what an API server needs for a read: no other credentials, no impersonation. */
const sentOn: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'kubectl-command',
  'kubectl-session',
  'user-agent',
]);

/** No redirect (`location`), nor anything that a browser would keep. */
const handedBack: ReadonlySet<string> = new Set([
  'audit-id',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'retry-after',
  'vary',
  'warning',
  'x-content-type-options',
  'x-kubernetes-pf-flowschema-uid',
  'x-kubernetes-pf-prioritylevel-uid',
]);

function chosen(
  headers: Readonly<Record<string, readonly string[] | undefined>>,
  names: ReadonlySet<string>,
): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => names.has(name));
  return Object.fromEntries(
    kept.map(([name, values = []]) => [name, values.length === 1 ? values[0] : [...values]]),
  );
}

function unreachableText(error: unknown): string {
  const code = systemCode(error);
  return `ackring cannot reach the API server${code === null ? '' : `: ${code}`}`;
}
