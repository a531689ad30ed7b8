import { isExempt } from './no-proxy.js';

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

/** The user and password in an address; null for none. A stray percent sign stands for itself. */
export function loginOf({ username, password }: URL): { user: string; password: string } | null {
  return username === '' && password === '' ? null : { user: decoded(username), password: decoded(password) };
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
