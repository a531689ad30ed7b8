import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ApiServerTarget } from '../../words/target.js';
import { makeLoopbackCertificate } from './loopback-certificate.js';
import { type AskedRequest, judgeRead } from './read-rule.js';
import { createRefusals, type RefusedRequest, refusalTexts } from './refusals.js';
import { openUpstream, type Upstream } from './upstream.js';

/** What a command is given instead of a key. */
export interface ReadOnlyProxy {
  /** `https://127.0.0.1:<port>`. */
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Known to nobody else, and worth nothing once the proxy is closed. */
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
 * Stands on loopback between a command and an API server, and holds the key: it lets through what is known to read
 * (`judgeRead`), as it comes, and answers everything else with 403.
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
    // Whatever Node was told by its options.
    insecureHTTPParser: false,
    // Longer than the pauses of a person, so that Go's client seldom meets a connection that closes.
    keepAliveTimeout: 90_000,
  });
  const isToken = tokenCheck(token);
  let host = '';
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const asked = askedOf(request);
    if (asked.headers['host']?.join() !== host) {
      refuse(response, 403, 'Forbidden', 'another host was meant');
    } else if (!isToken(asked.headers['authorization'])) {
      refuse(response, 401, 'Unauthorized', 'Unauthorized');
    } else {
      answer(asked, request, response);
    }
  };
  const answer = (asked: AskedRequest, request: IncomingMessage, response: ServerResponse): void => {
    const judgement = judgeRead(asked, { withSecrets });
    if (judgement.kind === 'allowed') {
      void pass(request, response, { ...judgement, headers: asked.headers, upstream });
    } else {
      refusals.add(asked.method, asked.target, judgement.why);
      const message = `ackring did not let this through: ${refusalTexts[judgement.why]}`;
      refuse(response, 403, 'Forbidden', message);
    }
  };
  // Anybody on this machine may connect: those without a token shall not take every descriptor.
  server.maxConnections = mostConnections;
  server.on('request', handle);
  // Who asks whether to send a body is told the same as everybody.
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

/** k9s keeps one for each watch, some dozens. */
const mostConnections = 512;

function askedOf({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): AskedRequest {
  const headers: Record<string, string[]> = Object.create(null);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), rawHeaders[at + 1] ?? ''];
  }
  return { method, target: url, httpVersion, headers };
}

/** Compared by hashes of one length, in a time that tells nothing. */
function tokenCheck(token: string): (given: readonly string[] | undefined) => boolean {
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  const expected = hashOf(`Bearer ${token}`);
  return (given) => given?.length === 1 && timingSafeEqual(hashOf(given[0] ?? ''), expected);
}

/** As an API server says it, so that every client shows it. */
function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  const body = Buffer.from(`${JSON.stringify(status)}\n`);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

interface Passing {
  readonly target: string;
  readonly hasBody: boolean;
  readonly headers: AskedRequest['headers'];
  readonly upstream: Upstream;
}

/** An answer is handed on as it comes, no faster than it is read; who goes away ends the request behind it too. */
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
  // A watch that has nothing to tell yet has begun all the same.
  response.flushHeaders();
  await pipeline(answer, response).catch(() => response.destroy());
}

/** Reviews are of some hundred bytes. */
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

/** No more than an API server needs for a read: nobody else's credentials, no word on whose behalf. */
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

/** Not where to go instead (`location`), nor anything that a browser would keep. */
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

/** A code of the system or of TLS; anything longer might be the server's own words. */
function unreachableText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return `ackring cannot reach the API server${/^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? `: ${code}` : ''}`;
}
