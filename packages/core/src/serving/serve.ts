import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemCode } from '../machine/files/error.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { isLoopback, type ListenAddress, refuseOpenDoor } from './listen.js';
import { type Door, judgeRequest } from './request.js';

/** What is served at a path. */
export interface Answer {
  readonly type: string;
  /** Shared by everybody who asks: a page of thousands has megabytes. */
  readonly bytes: Uint8Array;
  /** For a browser: when to ask again. */
  readonly refreshSeconds?: number;
}

export interface Serving {
  readonly listen: ListenAddress;
  readonly door: Door;
  /** Null if there is nothing. It returns what is at hand: a request never causes a call. */
  readonly answer: (path: string) => Answer | null;
  /** How long a client may take to read an answer before it is cut off (default 60 s). */
  readonly longestAnswerMs?: number;
  /** How long it may take to ask, and be silent between two requests (default 5 s). */
  readonly longestSilenceMs?: number;
}

export interface Served {
  /** `http://HOST:PORT`, with the actual port. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves until closed: only GET, with the token and by an accepted name. Throws Refused beyond loopback without a
 * token, and Unreachable if the address is not available.
 */
export async function serve({
  listen,
  door,
  answer,
  longestAnswerMs = 60_000,
  longestSilenceMs = 5_000,
}: Serving): Promise<Served> {
  if (door.token === null) refuseOpenDoor(listen.host);
  const server = createServer(limitsOf(longestSilenceMs), (request, response) => {
    cutOffAfter(longestAnswerMs, response);
    respond(request, response, { door, answer });
  });
  boundConnections(server);
  server.on('clientError', (_, socket) => void socket.destroy());
  const { address, port, family } = await listenOn(server, listen);
  // Such as too many open files when somebody connects: the next one may get through.
  server.on('error', () => undefined);
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  // A name may resolve to anything.
  if (door.token === null && !isLoopback(address)) {
    await close();
    refuseOpenDoor(address);
  }
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, close };
}

/** Clients that are slow to ask, or ask too much, are cut off. */
function limitsOf(longestSilenceMs: number): ServerOptions {
  return {
    maxHeaderSize: 8_192,
    headersTimeout: longestSilenceMs,
    requestTimeout: longestSilenceMs,
    keepAliveTimeout: longestSilenceMs,
    connectionsCheckingInterval: 1_000,
  };
}

const mostConnections = 64;

/**
 * Where all are taken, the one that has asked for nothing for longest makes room: nobody keeps the next reader out by
 * connecting alone. Whoever is being answered stays.
 */
function boundConnections(server: Server): void {
  const silent = new Set<Socket>();
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
      silent.delete(socket);
    });
    silent.add(socket);
    const [oldest] = silent;
    if (open > mostConnections) oldest?.destroy();
  });
  server.on('request', ({ socket }, response) => {
    silent.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) silent.add(socket);
    });
  });
}

/** Node waits for ever for whoever does not read: a few of them would take every connection. */
function cutOffAfter(ms: number, response: ServerResponse): void {
  const timer = setTimeout(() => response.destroy(), ms);
  response.once('close', () => clearTimeout(timer));
}

async function listenOn(server: Server, { host, port }: ListenAddress): Promise<AddressInfo> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const place = `${host}:${port}`;
    const isTaken = systemCode(error) === 'EADDRINUSE';
    throw new AckringError(
      'Unreachable',
      isTaken
        ? say('{place} is taken by another program', { place })
        : say('{place} cannot be listened on ({code})', { place, code: systemCode(error) ?? 'unknown' }),
      {
        remedy: say('Choose another one: `--listen 127.0.0.1:0` takes any port that is free.'),
        cause: error,
      },
    );
  }
  // For a server that listens on a port it is never a pipe's name.
  return server.address() as AddressInfo;
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { door, answer }: Pick<Serving, 'door' | 'answer'>,
): void {
  const { method, url: target, headers, socket } = request;
  request.resume();
  const { host, origin, authorization } = headers;
  const asked = { method, target, host, origin, authorization, localAddress: socket.localAddress ?? '' };
  const judged = judgeRequest(asked, door);
  const found = judged.status === 200 ? answered(judged.path, answer) : judged.status;
  if (typeof found === 'number') refuse(response, found);
  else tell(response, found);
}

/** One that cannot be made must not end the others. */
function answered(path: string, answer: Serving['answer']): Answer | 404 | 500 {
  try {
    return answer(path) ?? 404;
  } catch {
    return 500;
  }
}

function tell(response: ServerResponse, { type, bytes, refreshSeconds }: Answer): void {
  response.writeHead(200, {
    ...everywhere,
    'content-type': type,
    ...(refreshSeconds === undefined ? {} : { refresh: String(refreshSeconds) }),
  });
  response.end(bytes);
}

/** Nothing is loaded, framed, stored, or read by another page. */
const everywhere = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

function refuse(response: ServerResponse, status: 400 | 401 | 403 | 404 | 405 | 500): void {
  response.writeHead(status, {
    ...everywhere,
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 405 ? { allow: 'GET' } : {}),
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="ackring", charset="UTF-8"' } : {}),
    connection: 'close',
  });
  response.end(`${STATUS_CODES[status]}\n`);
}
