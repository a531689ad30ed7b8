import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address; null where it is dialled directly. */
export type ProxyRule = (url: URL) => string | null;

/** The rule of an environment for https addresses; null if it names no proxy for them. */
export function httpsProxyRule(environment: Environment): ProxyRule | null {
  if (!environment['HTTPS_PROXY'] && !environment['https_proxy']) return null;
  return (url) => (url.protocol === 'https:' ? proxyFor(url, null, environment) : null);
}

/** Without a scheme, `http://` is meant. */
export function addressOf(proxy: string): string {
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** A proxy's host and port, without user and password; null if it is not an address. */
export function proxyName(proxy: string): string | null {
  return (URL.canParse(proxy) && new URL(proxy).host) || null;
}

/** The user and password in a proxy's address; null without a user. A stray percent sign stands for itself. */
export function proxyLogin({ username, password }: URL): { user: string; password: string } | null {
  return username === '' ? null : { user: decoded(username), password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * kubectl's proxy for `server`: the context's `proxy-url`, else HTTPS_PROXY (HTTP_PROXY for plain http) unless
 * NO_PROXY or loopback; null for none.
 */
export function proxyFor(server: URL, proxyUrl: string | null, environment: Environment): string | null {
  if (proxyUrl !== null && proxyUrl !== '') return proxyUrl;
  const name = server.protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const proxy = environment[name] || environment[name.toLowerCase()];
  if (!proxy || isExempt(server, environment['NO_PROXY'] || environment['no_proxy'] || '')) return null;
  return addressOf(proxy);
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
