import { Agent, type ClientRequest, request } from 'node:http';
import { isIP, connect as openSocket, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, connect as secure, type TLSSocket } from 'node:tls';
import { AckringError } from '../../errors.js';
import type { ApiServerTarget } from '../../ports.js';
import { isClearText } from '../openapi/endpoints.js';
import { openTunnel } from './proxy.js';

/** One answer of an API server, its body parsed where it is JSON. */
export interface ApiServerReply {
  readonly status: number;
  readonly body: unknown;
  readonly serverTime: Date | null;
}

/** How far it came: a time-out while connecting means another thing than one while waiting for an answer. */
export interface Progress {
  connected: boolean;
}

export interface Connection {
  send(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<ApiServerReply>;
  close(): void;
}

export interface ConnectionOptions {
  readonly target: ApiServerTarget;
  readonly url: URL;
  readonly proxy: string | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Accept any certificate and show none of ours: only to see what the other side presents. */
  readonly onlyLook?: boolean;
}

const largestBody = 1_048_576;

/**
 * A connection kept for the few requests of one look, over TLS as the target says. Throws what `tls` throws
 * when key and certificate cannot be loaded; nothing is sent yet. Plain http to another machine is
 * EndpointRefused: a token, or the key that a Secret is to hold, would cross the network for all to read.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { target, url, signal, onlyLook = false } = options;
  if (isClearText(url)) throw clearText(url);
  const context = url.protocol === 'https:' ? secureContext(target, onlyLook) : null;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let socket: Socket | null = null;
  // Node wants a socket at once; ours, through TLS and perhaps a proxy, is made ready before each request.
  agent.createConnection = () => socket;
  const makeReady = async (): Promise<void> => {
    if (socket === null || socket.destroyed) socket = await connectTo(options, context);
  };
  const authorization = target.token === null || onlyLook ? {} : { authorization: `Bearer ${target.token}` };
  return {
    send: async (method, path, body) => {
      await makeReady();
      const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
      const headers = { host: url.host, accept: 'application/json', 'user-agent': 'ackring', ...contentType };
      const sent = request({
        agent,
        method,
        path: `${url.pathname.replace(/\/+$/, '')}${path}`,
        headers: { ...headers, ...authorization },
        signal,
      });
      return readReply(sent, body === undefined ? '' : JSON.stringify(body));
    },
    close: () => agent.destroy(),
  };
}

function clearText({ host }: URL): AckringError {
  return new AckringError(
    'EndpointRefused',
    `${host} is dialled over plain http, and keys would cross the network`,
    {
      remedy: 'Make the server of that context an https address.',
    },
  );
}

function readReply(sent: ClientRequest, text: string): Promise<ApiServerReply> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largestBody) response.destroy(new Error('too large'));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        const body = parseOrNull(Buffer.concat(chunks).toString('utf8'));
        resolve({ status: response.statusCode ?? 0, body, serverTime: dateOf(response.headers.date) });
      });
    });
    sent.end(text);
  });
}

/** The names in the certificate a server presents, as the handshake alone shows them. */
export async function presentedSans(options: ConnectionOptions): Promise<readonly string[]> {
  const socket = await connectTo(options, secureContext(options.target, true));
  try {
    return 'getPeerCertificate' in socket ? sansOf(socket) : [];
  } finally {
    socket.destroy();
  }
}

function secureContext(
  { certificateAuthority, clientCertificate, clientKey }: ApiServerTarget,
  onlyLook: boolean,
) {
  return createSecureContext({
    // Whatever Node is told by its options.
    minVersion: 'TLSv1.2',
    ...(certificateAuthority === null ? {} : { ca: certificateAuthority }),
    ...(clientCertificate === null || onlyLook ? {} : { cert: clientCertificate }),
    ...(clientKey === null || onlyLook ? {} : { key: clientKey }),
    // As Go does: a trusted intermediate is enough.
    allowPartialTrustChain: true,
  });
}

async function connectTo(
  options: ConnectionOptions,
  context: SecureContext | null,
): Promise<Socket | TLSSocket> {
  const { target, url, proxy, signal, progress, onlyLook = false } = options;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
  const socket =
    proxy === null
      ? await connected(openSocket({ host, port }), 'connect', signal)
      : await openTunnel(proxy, host, port, signal);
  progress.connected = true;
  if (context === null) return socket;
  const name = target.tlsServerName ?? host;
  const tlsSocket = secure({
    socket,
    host: name,
    // An address has no place in SNI; `host` is what the certificate is checked against then.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    secureContext: context,
    rejectUnauthorized: !(target.insecureSkipTlsVerify || onlyLook),
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
