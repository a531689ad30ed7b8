/** A URL as Go's `net/url` takes it apart, as far as kubectl asks; see `parseGoUrl`. */
export interface GoUrl {
  /** In lower case; empty for none. */
  readonly scheme: string;
  /** Without login, with port; empty for none. */
  readonly host: string;
  readonly path: string;
}

/**
 * As Go's `url.Parse` reads it, which refuses more than `URL` does and mends nothing: blanks and control characters,
 * escapes that are none, ports that are no numbers, a colon before the first slash of what has no scheme. Null for
 * what it refuses.
 */
export function parseGoUrl(text: string): GoUrl | null {
  const [whole = ''] = text.split('#', 1);
  // Not in the fragment: Go cuts it off before it looks.
  if (/[\u0000-\u001f\u007f]/.test(whole) || !isEscaped(text.slice(whole.length))) return null;
  const [, scheme = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole) ?? [];
  if (whole.startsWith(':')) return null;
  const rest = (scheme === '' ? whole : whole.slice(scheme.length + 1)).replace(/\?.*$/s, '');
  if (!rest.startsWith('/')) return withoutSlash(rest, scheme);
  const isWithHost = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const host = isWithHost ? (/^\/\/([^/]*)/.exec(rest)?.[1] ?? '') : '';
  const path = isWithHost ? rest.slice(2 + host.length) : rest;
  if (!isEscaped(path) || !isAuthority(host)) return null;
  return { scheme: scheme.toLowerCase(), host: host.slice(host.lastIndexOf('@') + 1), path };
}

function withoutSlash(rest: string, scheme: string): GoUrl | null {
  if (scheme !== '') return { scheme: scheme.toLowerCase(), host: '', path: '' };
  const [segment = ''] = rest.split('/', 1);
  return segment.includes(':') || !isEscaped(rest) ? null : { scheme: '', host: '', path: rest };
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const [login, host] = [at < 0 ? '' : authority.slice(0, at), authority.slice(at + 1)];
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(login) || !isEscaped(login)) return false;
  const [, name = host, port = ''] = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s.exec(host) ?? [];
  const isName =
    name.startsWith('[') || /^[^\s#%?@[\\\]^`{|}/]*$/.test(name.replaceAll(/%[89A-Fa-f][0-9A-Fa-f]/g, ''));
  return isName && /^\d*$/.test(port) && (host === '' || /^(?:\[[^\]]*\]|[^:[\]]*)(?::\d*)?$/s.test(host));
}

function isEscaped(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

/**
 * Why client-go cannot make a server's address of this one (`rest.DefaultServerURL`), in its words; null if it can. A
 * host alone is one: kubectl then dials it without TLS.
 */
export function serverObjection(server: string): string | null {
  const url = parseGoUrl(server);
  if (url !== null && url.scheme !== '' && url.host !== '') return null;
  const bare = parseGoUrl(`http://${server}`);
  if (bare === null) return `parse ${JSON.stringify(`http://${server}`)}: it is no URL`;
  return bare.path === '' || bare.path === '/'
    ? null
    : `host must be a URL or a host:port pair: ${JSON.stringify(server)}`;
}

/** `parseProxyURL`: why a proxy is refused, in its words; null if it is not. */
export function proxyObjection(proxy: string): string | null {
  const url = parseGoUrl(proxy);
  if (url === null) return `could not parse: ${proxy}`;
  return ['http', 'https', 'socks5'].includes(url.scheme)
    ? null
    : `unsupported scheme ${JSON.stringify(url.scheme)}, must be http, https, or socks5`;
}
