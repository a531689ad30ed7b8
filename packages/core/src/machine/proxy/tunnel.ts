import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { loginOf } from './rule.js';

/** `PROXY_CREDENTIALS`: it wants a user and password, or others. `PROXY_REFUSED`: it answered and would not connect. */
export type ProxyFailureCode =
  | 'PROXY_UNREACHABLE'
  | 'PROXY_REFUSED'
  | 'PROXY_CREDENTIALS'
  | 'PROXY_UNSUPPORTED';

/** Why there is no tunnel. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly code: ProxyFailureCode;

  constructor(code: ProxyFailureCode) {
    super(code);
    this.code = code;
  }
}

/** A tunnel to `host:port` through a proxy: http and https by CONNECT, SOCKS5. Rejects with ProxyFailure. */
export function openTunnel(proxy: string, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return openByConnect(url, host, port, signal);
    case 'socks5:':
    case 'socks5h:':
      return openBySocks(url, host, port, signal);
    default:
      return Promise.reject(new ProxyFailure('PROXY_UNSUPPORTED'));
  }
}

async function openBySocks(url: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const { openSocksTunnel, SocksRefusal } = await import('./socks.js');
  try {
    return await openSocksTunnel(url, host, port, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof SocksRefusal)) throw new ProxyFailure('PROXY_UNREACHABLE');
    throw new ProxyFailure(error.isOfCredentials ? 'PROXY_CREDENTIALS' : 'PROXY_REFUSED');
  }
}

function openByConnect(url: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const login = loginOf(url);
  const basic = login && Buffer.from(`${login.user}:${login.password}`).toString('base64');
  const authorization = basic === null ? {} : { 'proxy-authorization': `Basic ${basic}` };
  return new Promise((resolve, reject) => {
    const connect = (url.protocol === 'https:' ? secureRequest : request)({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (url.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...authorization },
      agent: false,
      signal,
    });
    connect.once('connect', (response, socket, head) => {
      // What arrived with the answer belongs to the tunnel: in TLS no server speaks first, but a web page does.
      if (head.length > 0) socket.unshift(head);
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(refusal(response));
    });
    connect.once('response', (response) => {
      response.destroy();
      reject(refusal(response));
    });
    connect.once('error', () =>
      reject(signal.aborted ? signal.reason : new ProxyFailure('PROXY_UNREACHABLE')),
    );
    connect.end();
  });
}

function refusal({ statusCode }: IncomingMessage): ProxyFailure {
  return new ProxyFailure(statusCode === 407 ? 'PROXY_CREDENTIALS' : 'PROXY_REFUSED');
}
