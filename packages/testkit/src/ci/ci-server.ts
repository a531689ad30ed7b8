import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request to a CI service of a test. */
export interface CiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** As it was sent, JSON or not. */
  readonly text: string;
}

export interface CiReply {
  readonly status: number;
  readonly body?: unknown;
  /** In place of that: what is no JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What befalls a request: the connection breaks before or after it was carried out, or it is answered at once. */
export type Mishap = 'lost before' | 'lost after' | CiReply | null;

export interface CiServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: CiRequest[];
  /** Asked before each request; may change what is there, as another run would. */
  befall: (request: CiRequest) => Mishap | Promise<Mishap>;
}

/** A CI service on loopback, over real sockets. */
export async function startCiServer(answer: (request: CiRequest) => CiReply): Promise<CiServer> {
  const requests: CiRequest[] = [];
  const listening = createServer(async (message, response) => {
    const request = await readCiRequest(message);
    requests.push(request);
    const mishap = await server.befall(request);
    if (mishap === 'lost before') return void message.socket.destroy();
    const { status, body, text, headers } =
      typeof mishap === 'object' && mishap !== null ? mishap : answer(request);
    if (mishap === 'lost after') return void message.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? text : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const server: CiServer = {
    url: `http://127.0.0.1:${port}`,
    requests,
    befall: () => null,
    [Symbol.asyncDispose]: async () => {
      listening.closeAllConnections();
      listening.close();
    },
  };
  return server;
}

async function readCiRequest(message: IncomingMessage): Promise<CiRequest> {
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://localhost');
  const text = (await buffer(message)).toString('utf8');
  const { method = 'GET', headers } = message;
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  const body = isJson && text !== '' ? JSON.parse(text) : {};
  return { method, path: pathname, query: searchParams, headers, body, text };
}
