import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv4, type Server } from 'node:net';
import type { Reply } from './reply.js';
import { BodyTooLarge, readRequest, type ServiceRequest } from './request.js';
import { isVendorHost } from './service-names.js';

/** A plain HTTP listener on a loopback address. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Cuts the connection: before anything was sent, or after the first `bytes` of a body that promises more. */
export interface Disconnect {
  readonly disconnect: true;
  readonly reply: Reply | null;
  readonly bytes: number;
}

export type Handler = (request: ServiceRequest) => Promise<Reply | Disconnect>;

/** Listens on `host`, refusing any address that is not loopback. Port 0 takes a free one. */
export async function listen(host: string, port: number, handler: Handler): Promise<Listener> {
  const server = patient(createServer((message, response) => answer(message, response, handler)));
  const bound = await openOn(server, host, port);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    stop: () => closed(server),
  };
}

/**
 * Opens any server of the embedded cloud, and returns its port; port 0 takes a free one. The only call of `listen`: no
 * server of it can be reached from another machine.
 */
export function openOn(server: Server, host: string, port: number): Promise<number> {
  if (!isLoopback(host)) throw new Error(`refusing to listen on ${host}: only loopback addresses`);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(portOf(server.address())));
  });
}

/** Closes a server with all its connections. */
export function closed(server: Server & { closeAllConnections(): void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Keeps idle connections for two minutes. On a busy machine more than Node's five seconds may pass between two requests,
 * and a client may continue just when the server closes.
 */
export function patient<Kept extends { keepAliveTimeout: number }>(server: Kept): Kept {
  server.keepAliveTimeout = 120_000;
  return server;
}

/** Reads a request and sends the handler's reply; a page in a browser gets none. */
export function answer(message: IncomingMessage, response: ServerResponse, handler: Handler): void {
  if (!comesFromProgram(message)) {
    // What is still to come is thrown away: the answer would be lost with the connection.
    message.resume();
    response.writeHead(403, { 'content-type': 'text/plain' }).end('only for programs on this machine\n');
    return;
  }
  readRequest(message)
    .then(handler)
    .then(
      (reply) => send(response, reply),
      (error) => refuse(response, error),
    );
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof BodyTooLarge) response.writeHead(413, { 'content-length': 0 }).end();
  else response.destroy();
}

/**
 * A page in a browser reaches loopback too, under a name that was made to lead here or by the address itself. It sends
 * that name, its Origin, or that it is another site's; no client of the cloud sends any of these.
 */
function comesFromProgram({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  if (headers.origin !== undefined || (site !== 'none' && site !== 'same-origin')) return false;
  const [, address, name = ''] = /^(?:\[([\da-f:]+)\]|([\w.-]+))(?::\d+)?$/i.exec(headers.host ?? '') ?? [];
  // SDKs put a bucket or a project before the address: no browser takes that for a name.
  const [, below = name] = /^(?:[\w-]+\.)+(127\.\d+\.\d+\.\d+)$/.exec(name) ?? [];
  return isLoopback(address ?? below) || isVendorHost(name);
}

/** The port a server was given. */
export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function send(response: ServerResponse, answer: Reply | Disconnect): void {
  if (!('disconnect' in answer)) {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
    if (answer.dripMs === undefined) response.end(answer.body);
    else drip(response, answer.body, answer.dripMs);
    return;
  }
  if (!answer.reply) {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = answer.reply;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.write(body.subarray(0, answer.bytes), () => response.socket?.destroy());
}

function drip(response: ServerResponse, body: Buffer, everyMs: number): void {
  let sent = 0;
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= body.length) response.end();
  }, everyMs).unref();
  response.once('close', () => clearInterval(timer));
}

/** The only address listened on unless another loopback one is requested. */
export const loopback = '127.0.0.1';

/** True for addresses that never leave this machine; names are not resolved and so are refused, except `localhost`. */
export function isLoopback(address: string): boolean {
  if (address === '::1' || address === 'localhost') return true;
  return isIPv4(address) && address.startsWith('127.');
}
