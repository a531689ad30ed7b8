import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from 'node:http';
import { connectTo } from '../../machine/api-server/connection.js';
import { trustOf } from '../../machine/api-server/trust.js';
import { proxyFor } from '../../machine/proxy/rule.js';
import type { ApiServerTarget } from '../../words/target.js';

/** One request on its way to the API server. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly headers: OutgoingHttpHeaders;
  /** Null for none. */
  readonly body: Buffer | null;
  readonly signal: AbortSignal;
}

export interface Upstream {
  /** Resolves to the answer once its head has arrived. Throws what the network and TLS throw. */
  send(asked: UpstreamRequest): Promise<IncomingMessage>;
  close(): void;
}

const connectTimeoutMs = 15_000;

/** Connections to one API server with the target's certificate, as kubectl would make them, including proxies. */
export function openUpstream(
  target: ApiServerTarget,
  environment: Readonly<Record<string, string | undefined>>,
): Upstream {
  const url = new URL(target.server);
  const proxy = proxyFor(url, target.proxyUrl, environment);
  const trust = trustOf(target, false);
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = (_, ready) => {
    const signal = AbortSignal.timeout(connectTimeoutMs);
    connectTo({ target, url, proxy, signal, progress: { connected: false } }, trust).then(
      (socket) => ready?.(null, socket),
      // Node takes no socket together with an error.
      (error: Error) => Reflect.apply(ready ?? (() => undefined), undefined, [error]),
    );
    return undefined;
  };
  const host = url.host;
  return {
    send: async (asked) => {
      try {
        return await answerTo(open(asked, { agent, host }), asked.body);
      } catch (error) {
        // A reused connection may just have been closed at the other end. Every forwarded request can be repeated.
        if (!(error instanceof StaleConnection)) throw error;
        return answerTo(open(asked, { agent, host }), asked.body);
      }
    },
    close: () => agent.destroy(),
  };
}

class StaleConnection extends Error {}

function open(
  { method, target, headers, signal }: UpstreamRequest,
  { agent, host }: { readonly agent: Agent; readonly host: string },
): ClientRequest {
  return request({ agent, method, path: target, headers: { ...headers, host }, signal });
}

function answerTo(sent: ClientRequest, body: Buffer | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      reject(isStale ? new StaleConnection('closed meanwhile', { cause: error }) : error);
    });
    sent.end(body ?? undefined);
  });
}
