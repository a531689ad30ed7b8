import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';
import type { NetworkFailure } from './api.js';

/** Why there is no tunnel. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly code: NetworkFailure;

  constructor(code: NetworkFailure) {
    super(code);
    this.code = code;
  }
}

/**
 * kubectl's proxy for `server`: the context's `proxy-url`, else HTTPS_PROXY (HTTP_PROXY for plain http) unless
 * NO_PROXY or loopback; null for none.
 */
export function proxyFor(
  server: URL,
  proxyUrl: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (proxyUrl !== null && proxyUrl !== '') return proxyUrl;
  const name = server.protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const proxy = environment[name] || environment[name.toLowerCase()];
  if (!proxy || isExempt(server, environment['NO_PROXY'] || environment['no_proxy'] || '')) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** Go's rules: always loopback; else names, suffixes, addresses and CIDR ranges, each with an optional port. */
function isExempt(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  const port = server.port || (server.protocol === 'http:' ? '80' : '443');
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && exempts(entry, host, port));
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isIP(host) !== 0 && isInRange(entry, host);
  const [, name = entry, onlyPort] =
    /^(.+?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isInRange(range: string, host: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (family === 0 || family !== isIP(host)) return false;
  const list = new BlockList();
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  try {
    list.addSubnet(network, Number(bits), kind);
  } catch {
    return false;
  }
  return list.check(host, kind);
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
    throw new ProxyFailure(error instanceof SocksRefusal ? 'PROXY_REFUSED' : 'PROXY_UNREACHABLE');
  }
}

function openByConnect(url: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const authorization =
    url.username === ''
      ? {}
      : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
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
      reject(new ProxyFailure('PROXY_REFUSED'));
    });
    connect.once('response', (response) => {
      response.destroy();
      reject(new ProxyFailure('PROXY_REFUSED'));
    });
    connect.once('error', () =>
      reject(signal.aborted ? signal.reason : new ProxyFailure('PROXY_UNREACHABLE')),
    );
    connect.end();
  });
}
