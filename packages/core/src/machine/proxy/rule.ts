import { BlockList, isIP, SocketAddress } from 'node:net';
import { domainToASCII } from 'node:url';

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

interface Asked {
  readonly host: string;
  /** Null for a name. */
  readonly address: string | null;
  readonly port: string;
}

/**
 * Whether a server is dialled directly, by the rules that kubectl has of Go (golang.org/x/net/http/httpproxy): always
 * localhost and loopback; else a name with all below it, `.name` and `*.name` for what is below it only, an address,
 * each with an optional port, a CIDR range, or `*`. Brackets belong to an address with a port. An entry that is none
 * of these exempts nothing.
 */
export function isExempt(server: URL, noProxy: string): boolean {
  const host = withoutBrackets(server.hostname);
  const address = plainAddress(host);
  if (host === 'localhost' || (address !== null && isLoopback(address))) return true;
  const asked = { host, address, port: server.port || (server.protocol === 'http:' ? '80' : '443') };
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && exempts(entry, asked));
}

function exempts(entry: string, { host, address, port }: Asked): boolean {
  if (entry === '*') return true;
  const range = rangeIn(entry);
  if (range !== null) return address !== null && isIn(address, range);
  const { name, onlyPort } = withoutPort(entry);
  if (name === '' || (onlyPort !== '' && onlyPort !== port)) return false;
  const own = plainAddress(name);
  if (own !== null || address !== null) return own === address;
  return isNamed(host, name);
}

/** `.name` is what is below it. */
function isNamed(host: string, name: string): boolean {
  const meant = name.startsWith('*.') ? name.slice(1) : name;
  const isBelowOnly = meant.startsWith('.');
  const ascii = inAscii(isBelowOnly ? meant.slice(1) : meant);
  return host.endsWith(`.${ascii}`) || (!isBelowOnly && host === ascii);
}

/** As a URL has it; what cannot be converted stays. */
function inAscii(name: string): string {
  return /^[\u0000-\u007f]*$/.test(name) ? name : domainToASCII(name) || name;
}

/** An address with colons has its port behind brackets. */
function withoutPort(entry: string): { readonly name: string; readonly onlyPort: string } {
  const [, bracketed, bare, port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry) ?? [];
  return { name: bracketed ?? bare ?? entry, onlyPort: port ?? '' };
}

/** Also what an entry of NO_PROXY says for a URL's host, or for its host and port. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

interface Range {
  readonly network: string;
  readonly bits: number;
}

function rangeIn(entry: string): Range | null {
  const [, network = '', bits = ''] = /^([^/]+)\/(\d+)$/.exec(entry) ?? [];
  const plain = plainAddress(network);
  if (plain === null || Number(bits) > (isIP(network) === 4 ? 32 : 128)) return null;
  // Of an IPv4 address written as an IPv6 one, 96 bits say only that.
  const isMapped = isIP(network) !== isIP(plain) && Number(bits) >= 96;
  return isMapped ? { network: plain, bits: Number(bits) - 96 } : { network, bits: Number(bits) };
}

function isIn(address: string, { network, bits }: Range): boolean {
  const family = isIP(network);
  if (family !== isIP(address)) return false;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, bits, kind);
  return list.check(address, kind);
}

/** One text however an address is written, IPv4 for what stands for it in IPv6; null for a name, or with a zone. */
function plainAddress(text: string): string | null {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family !== 6) return family === 4 ? text : null;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = address.replace(/^::ffff:/, '');
  return isIP(mapped) === 4 ? mapped : address;
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
