import { X509Certificate } from 'node:crypto';
import { isKeyPair } from '../certificate/key-pair.js';
import { type ClusterEntry, type Material, materialText, type UserEntry, wholePath } from './kubeconfig.js';
import type { Found } from './resolve.js';
import { mappingOf, textOf } from './yaml-value.js';

/**
 * What is wrong with what the entries hold, found when the transport is made, in client-go's words and order; the first
 * ends it. Only for an address of https: without one no credential is read. From `rest/transport.go`, `transport/transport.go`
 * (TLSConfigFor) and Go's `tls.X509KeyPair`.
 */
export function transportObjection(
  cluster: Found<ClusterEntry>,
  user: Found<UserEntry> | null,
): string | null {
  const { server, certificateAuthority, insecureSkipTlsVerify } = cluster.entry;
  const ofServer = serverObjection(server ?? '');
  if (ofServer !== null || !/^https:/i.test(server ?? '')) return ofServer;
  const early =
    user === null
      ? null
      : (tokenObjection(user) ?? versionObjection(user.entry) ?? providerObjection(user.entry));
  if (early !== null) return early;
  if (certificateAuthority !== null && insecureSkipTlsVerify)
    return 'specifying a root certificates file with the insecure flag is not allowed';
  const authority = certificateAuthority === null ? null : authorityObjection(cluster, certificateAuthority);
  if (authority !== null) return `unable to load root certificates: ${authority}`;
  return user === null ? null : (pairObjection(user) ?? basicObjection(user.entry));
}

/** Of a plug-in, also of one that is not run beside a token: client-go prepares it all the same. */
export function versionObjection({ fields }: UserEntry): string | null {
  const version = textOf(mappingOf(fields['exec'])['apiVersion']);
  const isKnown = version === null || /^client\.authentication\.k8s\.io\/v1(?:beta1)?$/.test(version);
  return isKnown ? null : `exec plugin: invalid apiVersion ${JSON.stringify(version)}`;
}

/** Of the providers within kubectl one is left, and those gone say what to use (`plugin/pkg/client/auth`). */
function providerObjection({ authProvider, fields }: UserEntry): string | null {
  if (authProvider === null) return null;
  const gone = removed[authProvider];
  if (gone !== undefined) return gone;
  if (authProvider !== 'oidc') return `no Auth Provider found for name ${JSON.stringify(authProvider)}`;
  const config = mappingOf(mappingOf(fields['auth-provider'])['config']);
  const missing = ['idp-issuer-url', 'client-id'].find((key) => textOf(config[key]) === null);
  return missing === undefined ? null : `Must provide ${missing}`;
}

const removed: Readonly<Record<string, string>> = {
  azure: `The azure auth plugin has been removed.
Please use the https://github.com/Azure/kubelogin kubectl/client-go credential plugin instead.
See https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins for further details`,
  gcp: `The gcp auth plugin has been removed.
Please use the "gke-gcloud-auth-plugin" kubectl/client-go credential plugin instead.
See https://cloud.google.com/blog/products/containers-kubernetes/kubectl-auth-changes-in-gke for further details`,
};

function authorityObjection({ kubeconfig }: Found<ClusterEntry>, material: Material): string | null {
  const found = blocksIn(materialText(kubeconfig, material) ?? '');
  if (found.length === 0) return 'unable to parse bytes as PEM block';
  const certificates = found.filter(({ label }) => label === 'CERTIFICATE');
  if (certificates.some(({ text }) => isCertificate(text))) return null;
  return certificates.length > 0 ? 'failed to parse certificate' : 'no valid certificate authority data seen';
}

/** Go takes only blocks of these labels; OpenSSL takes `X509 CERTIFICATE` and `TRUSTED CERTIFICATE` too. */
function pairObjection({ entry, kubeconfig }: Found<UserEntry>): string | null {
  if (entry.clientCertificate === null) return null;
  const certificate = materialText(kubeconfig, entry.clientCertificate) ?? '';
  const key = materialText(kubeconfig, entry.clientKey) ?? '';
  const [certificates, keys] = [blocksIn(certificate), blocksIn(key)];
  const labels = (blocks: readonly Block[]): string => `[${blocks.map(({ label }) => label).join(' ')}]`;
  const isKey = ({ label }: Block): boolean => label === 'PRIVATE KEY' || label.endsWith(' PRIVATE KEY');
  const [first] = certificates;
  if (!certificates.some(({ label }) => label === 'CERTIFICATE')) {
    if (first === undefined) return 'tls: failed to find any PEM data in certificate input';
    return certificates.length === 1 && isKey(first)
      ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
      : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ${labels(certificates)}`;
  }
  if (!keys.some(isKey)) {
    if (keys.length === 0) return 'tls: failed to find any PEM data in key input';
    return keys.length === 1 && keys[0]?.label === 'CERTIFICATE'
      ? 'tls: found a certificate rather than a key in the PEM for the private key'
      : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: ${labels(keys)}`;
  }
  return isKeyPair(certificate, key) ? null : keyMismatch;
}

function tokenObjection({ entry: { token, tokenFile }, kubeconfig }: Found<UserEntry>): string | null {
  if (token !== null || tokenFile === null) return null;
  const whole = wholePath(tokenFile, kubeconfig);
  const read = kubeconfig.linked.get(tokenFile);
  if (read === undefined) return `open ${whole}: no such file or directory`;
  return read === '' ? `read empty token from file ${JSON.stringify(whole)}` : null;
}

/** Said of a key that Go cannot use, too. */
export const keyMismatch = 'tls: private key does not match public key';

/** A token of the entry itself was refused before. */
function basicObjection({ username, tokenFile }: UserEntry): string | null {
  const isBoth = username !== null && tokenFile !== null;
  return isBoth ? 'username/password or bearer token may be set, but not both' : null;
}

interface Block {
  readonly label: string;
  readonly text: string;
}

/** As Go's `pem.Decode` finds them: what is no base64 is no block. */
function blocksIn(pem: string): readonly Block[] {
  const found = pem.matchAll(/^-----BEGIN ([^\r\n]*?)-----[ \t]*\r?\n(?:[^-]*)^-----END \1-----/gm);
  return Array.from(found, ([text, label = '']) => ({ label, text })).filter(({ text }) => isBase64(text));
}

function isBase64(block: string): boolean {
  const inside = block.replaceAll(/^-----.*-----[ \t]*$|^[\w-]+: .*$|\s/gm, '');
  return inside.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(inside);
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

/** A URL as Go's `net/url` takes it apart, as far as kubectl asks; see `parseGoUrl`. */
interface GoUrl {
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
  const [whole = ''] = text.split('#');
  // Not in the fragment: Go cuts it off before it looks.
  if (/[\u0000-\u001f\u007f]/.test(whole) || !isEscaped(text.slice(whole.length))) return null;
  const [, scheme = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole) ?? [];
  const rest = (scheme === '' ? whole : whole.slice(scheme.length + 1)).replace(/\?.*$/s, '');
  if (!rest.startsWith('/')) return withoutSlash(rest, scheme);
  const isWithHost = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const [host = ''] = isWithHost ? rest.slice(2).split('/') : [];
  const path = isWithHost ? rest.slice(2 + host.length) : rest;
  if (!isEscaped(path) || !isAuthority(host)) return null;
  return { scheme: scheme.toLowerCase(), host: host.slice(host.lastIndexOf('@') + 1), path };
}

function withoutSlash(rest: string, scheme: string): GoUrl | null {
  if (scheme !== '') return { scheme: scheme.toLowerCase(), host: '', path: '' };
  const [segment = ''] = rest.split('/');
  return segment.includes(':') || !isEscaped(rest) ? null : { scheme: '', host: '', path: rest };
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const [login, host] = [authority.slice(0, at + 1), authority.slice(at + 1)];
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
