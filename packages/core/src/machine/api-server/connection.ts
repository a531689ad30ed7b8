import { Agent, type ClientRequest, type OutgoingHttpHeaders, request } from 'node:http';
import { isIP, connect as openSocket, type Socket } from 'node:net';
import { type SecureContext, connect as secure, type TLSSocket } from 'node:tls';
import { isClearText } from '../../words/endpoints.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { ApiServerTarget, Login } from '../../words/target.js';
import { loginOf } from '../proxy/rule.js';
import { openTunnel } from '../proxy/tunnel.js';
import { isDistrust, nameObjection, type Trust, trustOf } from './trust.js';

/** One answer of an API server, its body parsed if it is JSON. */
export interface ApiServerReply {
  readonly status: number;
  readonly body: unknown;
  readonly serverTime: Date | null;
  /** The requested `retry-after`, in milliseconds; null unless given in seconds. */
  readonly retryAfterMs: number | null;
}

/** How far it got: a timeout while connecting differs from one while waiting for an answer. */
export interface Progress {
  connected: boolean;
}

/** Options of one request; the connection's own signal bounds each one too. */
export interface RequestBounds {
  readonly signal?: AbortSignal;
  /** Default 1 MiB; a longer body is ResponseUnreadable. */
  readonly largestBody?: number;
  /** Of a PATCH that is no JSON patch. */
  readonly contentType?: string | undefined;
}

export interface Connection {
  /** Whether the server requested a client certificate in the last handshake; never over plain http. */
  isCertificateAskedFor(): boolean;
  /** The body is sent as JSON; with PATCH it is a JSON patch, with DELETE its options. */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    bounds?: RequestBounds,
  ): Promise<ApiServerReply>;
  close(): void;
}

export interface ConnectionOptions {
  readonly target: ApiServerTarget;
  readonly url: URL;
  readonly proxy: string | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Accept any certificate and present none: only to see what the other side presents. */
  readonly onlyLook?: boolean;
}

const usualBody = 1_048_576;

/**
 * A connection kept for a few related requests, over TLS as the target says. Throws what `tls` throws if key and
 * certificate cannot be loaded; nothing is sent yet. Plain http to another machine is EndpointRefused: a token, or
 * the key for a Secret, would cross the network in clear text.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { target, url, signal, onlyLook = false } = options;
  if (isClearText(url)) throw clearText(url);
  const trust = url.protocol === 'https:' ? trustOf(target, onlyLook) : null;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let socket: Socket | TLSSocket | null = null;
  let isAsked = false;
  // Node wants a socket at once; ours, through TLS and perhaps a proxy, is prepared before each request.
  agent.createConnection = () => socket;
  const makeReady = async (bound: AbortSignal): Promise<void> => {
    if (socket !== null && !socket.destroyed) return;
    socket = await connectTo({ ...options, signal: bound }, trust);
    isAsked = asksForCertificate(socket);
  };
  const known = onlyLook ? {} : credentialHeaders(target, url);
  return {
    isCertificateAskedFor: () => isAsked,
    send: async (method, path, body, bounds = {}) => {
      const bound = bounds.signal === undefined ? signal : AbortSignal.any([signal, bounds.signal]);
      await makeReady(bound);
      const usual = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
      const type = bounds.contentType ?? usual;
      const text = body === undefined ? '' : JSON.stringify(body);
      // Of a DELETE's body Node would not send the length by itself.
      const length = String(Buffer.byteLength(text));
      const content = body === undefined ? {} : { 'content-type': type, 'content-length': length };
      const headers = { host: url.host, accept: 'application/json', 'user-agent': 'ackring', ...content };
      const sent = request({
        agent,
        method,
        path: `${url.pathname.replace(/\/+$/, '')}${path}`,
        headers: { ...headers, ...known },
        signal: bound,
      });
      return readReply(sent, text, bounds.largestBody ?? usualBody);
    },
    close: () => agent.destroy(),
  };
}

/**
 * The login or the token, and the impersonation headers: names as client-go sends them, keys of extras
 * percent-encoded. A login in the server's address goes before the entry's, as Go's `http.Client` has it.
 */
function credentialHeaders(
  { token, basic = null, impersonation = null }: ApiServerTarget,
  url: URL,
): OutgoingHttpHeaders {
  const login = loginOf(url) ?? basic;
  const bearer = token === null ? null : `Bearer ${token}`;
  const authorization = login === null ? bearer : basicHeader(login);
  const headers: OutgoingHttpHeaders = authorization === null ? {} : { authorization };
  if (impersonation === null) return headers;
  const { user, uid, groups, extra } = impersonation;
  const extras = Object.entries(extra).map(([key, values]) => [
    `impersonate-extra-${encodeURIComponent(key).replaceAll('(', '%28').replaceAll(')', '%29')}`,
    [...values],
  ]);
  return {
    ...headers,
    'impersonate-user': user,
    ...(uid === null ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(extras),
  };
}

function basicHeader({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function clearText({ host }: URL): AckringError {
  return new AckringError(
    'EndpointRefused',
    say('{host} is dialled over plain http, and keys would cross the network', { host }),
    { remedy: say('Make the server of that context an https address.') },
  );
}

function readReply(sent: ClientRequest, text: string, largestBody: number): Promise<ApiServerReply> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largestBody) response.destroy(tooLarge(largestBody));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        const body = parseOrNull(Buffer.concat(chunks).toString('utf8'));
        const { date, 'retry-after': retryAfter } = response.headers;
        resolve({
          status: response.statusCode ?? 0,
          body,
          serverTime: dateOf(date),
          retryAfterMs: /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : null,
        });
      });
    });
    sent.end(text);
  });
}

function tooLarge(largestBody: number): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('the API server’s answer is longer than {count} bytes', { count: largestBody }),
    { remedy: say('Ask for less at once.') },
  );
}

/** On a client, only a certificate request reveals which signatures the server accepts. */
function asksForCertificate(socket: Socket | TLSSocket): boolean {
  return 'getSharedSigalgs' in socket && socket.getSharedSigalgs().length > 0;
}

/** The names in the certificate a server presents, from the handshake alone. */
export async function presentedSans(options: ConnectionOptions): Promise<readonly string[]> {
  const socket = await connectTo({ ...options, onlyLook: true }, trustOf(options.target, true));
  try {
    return 'getPeerCertificate' in socket ? sansOf(socket) : [];
  } finally {
    socket.destroy();
  }
}

/** Over TLS with the first trust that fits, each on a socket of its own; `null` is plain http. */
export async function connectTo(
  options: ConnectionOptions,
  trust: Trust | null,
): Promise<Socket | TLSSocket> {
  if (trust === null) return openPlain(options);
  const [first, ...others] = trust.contexts();
  try {
    return await openSecure(options, first);
  } catch (error) {
    if (!isDistrust(error)) throw error;
    for (const context of others) {
      const socket = await openSecure(options, context).catch((again: unknown) => {
        if (isDistrust(again)) return null;
        throw again;
      });
      if (socket !== null) return socket;
    }
    throw error;
  }
}

function addressOf(url: URL): { readonly host: string; readonly port: number } {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(url.port) || (url.protocol === 'http:' ? 80 : 443) };
}

/** What listens answers a connection at once, however slow it is later; nothing is waited for longer. */
const mostConnectMs = 10_000;

async function openPlain({ url, proxy, progress, ...options }: ConnectionOptions): Promise<Socket> {
  const { host, port } = addressOf(url);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(mostConnectMs)]);
  const socket =
    proxy === null
      ? await connected(openSocket({ host, port }), 'connect', signal)
      : await openTunnel(proxy, host, port, signal);
  progress.connected = true;
  return socket;
}

async function openSecure(options: ConnectionOptions, secureContext: SecureContext): Promise<TLSSocket> {
  const { target, url, signal, onlyLook = false } = options;
  const socket = await openPlain(options);
  const name = target.tlsServerName ?? addressOf(url).host;
  const tlsSocket = secure({
    socket,
    host: name,
    // An IP address is not allowed in SNI; `host` is then what the certificate is checked against.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    secureContext,
    rejectUnauthorized: !(target.insecureSkipTlsVerify || onlyLook),
    checkServerIdentity: nameObjection,
    ALPNProtocols: ['http/1.1'],
  });
  return connected(tlsSocket, 'secureConnect', signal);
}

function connected<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
    };
    const fail = (error: unknown): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const abort = (): void => fail(signal.reason);
    socket.once('error', fail);
    socket.once(event, () => {
      settle();
      resolve(socket);
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

function sansOf(socket: TLSSocket): readonly string[] {
  const names = socket.getPeerCertificate().subjectaltname ?? '';
  return names
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''))
    .filter((name) => name !== '');
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function dateOf(header: string | undefined): Date | null {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? null : new Date(ms);
}
