/** An incoming request, untrusted. */
export interface UntrustedRequest {
  readonly method: string;
  /** The request target. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names in lower case, with every value. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** Why a request is refused. */
export type ReadRefusal =
  | 'writes'
  | 'secrets'
  | 'subresource'
  | 'unknownPath'
  | 'upgrade'
  | 'impersonation'
  | 'malformed';

export type ReadJudgement =
  /** `target` is rebuilt from what was judged: nothing else goes to the API server. */
  | { readonly kind: 'allowed'; readonly target: string; readonly hasBody: boolean }
  | { readonly kind: 'refused'; readonly why: ReadRefusal };

/**
 * Whether a request is known to only read: get, list and watch, logs, discovery and OpenAPI, the version and health,
 * and reviews of oneself. Everything that only looks like a read is refused: Secrets, exec, attach, port-forward and
 * proxies, all of which are GETs, upgrades to another connection, and impersonation.
 */
export function judgeRead(
  asked: UntrustedRequest,
  { withSecrets }: { readonly withSecrets: boolean },
): ReadJudgement {
  const ofHeaders = headerRefusal(asked.headers);
  if (ofHeaders !== null) return refused(ofHeaders);
  const target = partsOf(asked.target);
  if (target === null || asked.httpVersion !== '1.1') return refused('malformed');
  const path = apiPathOf(target.segments);
  const hasBody = bodyOf(asked.headers);
  if (asked.method === 'POST' && isSelfReview(path)) return allowed(target, hasBody !== 'none');
  if (asked.method !== 'GET') return refused(isSecret(path) && !withSecrets ? 'secrets' : 'writes');
  // A body that one parser sees and another does not would begin a request that nobody judged.
  if (hasBody !== 'none') return refused('malformed');
  const why = path.kind === 'resource' ? resourceRefusal(path, withSecrets) : pathRefusal(path.segments);
  return why === null ? allowed(target, false) : refused(why);
}

function refused(why: ReadRefusal): ReadJudgement {
  return { kind: 'refused', why };
}

interface Target {
  readonly segments: readonly string[];
  /** With its `?`, as received. */
  readonly query: string;
}

function allowed({ segments, query }: Target, hasBody: boolean): ReadJudgement {
  return { kind: 'allowed', target: `/${segments.map(encodeURIComponent).join('/')}${query}`, hasBody };
}

/**
 * Splits a target, decoded once. Null if two parsers could understand it differently: absolute, with empty or dot
 * segments, double encoding, or invalid characters.
 */
function partsOf(target: string): Target | null {
  const [, path = '', query = ''] = targetForm.exec(target) ?? [];
  const segments: string[] = [];
  for (const raw of path.slice(1).replace(/\/$/, '').split('/')) {
    const segment = decoded(raw);
    if (segment === null || segment === '' || /^\.+$/.test(segment)) return null;
    segments.push(segment);
  }
  return { segments, query };
}

/** RFC 3986's characters of a path and of a query, each alone. */
const targetForm =
  /^(\/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)(\?(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$/;

/** Null for what decoding again would split or change. */
function decoded(raw: string): string | null {
  try {
    const text = decodeURIComponent(raw);
    return /[%/\\\p{Cc}]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** One of each, and none that requests more than an answer. */
function headerRefusal(headers: UntrustedRequest['headers']): ReadRefusal | null {
  const names = Object.keys(headers);
  if (names.some((name) => name.startsWith('impersonate-'))) return 'impersonation';
  const isUpgrade = (headers['connection'] ?? []).some((value) => /upgrade|http2-settings/i.test(value));
  if (isUpgrade || names.some((name) => upgrades.test(name))) return 'upgrade';
  if (names.some((name) => overrides.test(name))) return 'malformed';
  const isDoubled = ['host', 'authorization', 'content-length', 'content-type', 'transfer-encoding'].some(
    (name) => (headers[name] ?? []).length > 1,
  );
  return isDoubled ? 'malformed' : null;
}

const upgrades = /^(?:upgrade|http2-settings|sec-websocket-.*|x-stream-protocol-version)$/;

/** What some servers take for another method, path or user; and a body announced by Expect. */
const overrides =
  /^(?:x-http-method|x-method|x-http-method-override|x-method-override|x-original-url|x-rewrite-url|x-remote-.*|expect)$/;

function bodyOf(headers: UntrustedRequest['headers']): 'none' | 'some' {
  if (headers['transfer-encoding'] !== undefined) return 'some';
  return (headers['content-length']?.[0] ?? '0') === '0' ? 'none' : 'some';
}

/** Reviews of oneself, which are POSTs. Reviews of others (SubjectAccessReview, TokenReview) are not allowed. */
function isSelfReview(path: ApiPath): boolean {
  if (path.kind !== 'resource' || path.verb !== null || path.name !== null) return false;
  const { group, resource } = path;
  return (
    (group === 'authorization.k8s.io' && /^selfsubject(?:access|rules)reviews$/.test(resource)) ||
    (group === 'authentication.k8s.io' && resource === 'selfsubjectreviews')
  );
}

type Resource = Extract<ApiPath, { kind: 'resource' }>;

/** In any group: what another API server adds under that name is no less secret. */
function isSecret(path: ApiPath): boolean {
  return path.kind === 'resource' && path.resource.toLowerCase() === 'secrets';
}

function resourceRefusal(path: Resource, withSecrets: boolean): ReadRefusal | null {
  if (isSecret(path) && !withSecrets) return 'secrets';
  if (path.resource === '') return 'unknownPath';
  if (path.verb === 'proxy') return 'subresource';
  const [subresource, ...more] = path.beyond;
  if (subresource === undefined) return null;
  return more.length === 0 && isReadable(path, subresource) ? null : 'subresource';
}

/**
 * Some other subresources open a connection by a GET (exec, attach, portforward, proxy, console), and more may be
 * added.
 */
function isReadable({ group, resource }: Resource, subresource: string): boolean {
  if (subresource === 'status' || subresource === 'scale') return true;
  return (
    group === '' && resource === 'pods' && ['log', 'ephemeralcontainers', 'resize'].includes(subresource)
  );
}

/** Discovery, OpenAPI, version and health; not `/logs`, `/metrics` or `/debug`. */
function pathRefusal(segments: readonly string[]): ReadRefusal | null {
  const [first = '', second] = segments;
  const { length } = segments;
  const isKnown =
    (first === 'version' && length === 1) ||
    // What is longer is of a resource.
    first === 'api' ||
    first === 'apis' ||
    (first === 'openapi' && (second === 'v2' ? length === 2 : second === 'v3')) ||
    (['healthz', 'livez', 'readyz'].includes(first) && length <= 2);
  return isKnown ? null : 'unknownPath';
}

/** What an API server's path refers to. */
type ApiPath =
  | { readonly kind: 'nonResource'; readonly segments: readonly string[] }
  | {
      readonly kind: 'resource';
      /** Empty for the core group. */
      readonly group: string;
      readonly version: string;
      /** `proxy` and `watch` may precede the resource, as they did before there were subresources. */
      readonly verb: 'proxy' | 'watch' | null;
      readonly resource: string;
      readonly name: string | null;
      /** What follows the name; `log` of a pod, and more for a proxy. */
      readonly beyond: readonly string[];
    };

/**
 * Parses the segments of a path like kube-apiserver's RequestInfoFactory (apiserver,
 * pkg/endpoints/request/requestinfo.go): both must understand it the same way.
 */
function apiPathOf(segments: readonly string[]): ApiPath {
  const [prefix, ...rest] = segments;
  const isGrouped = prefix === 'apis';
  const isResource = (prefix === 'api' && rest.length >= 2) || (isGrouped && rest.length >= 3);
  if (!isResource) return { kind: 'nonResource', segments };
  const group = isGrouped ? (rest[0] ?? '') : '';
  const [version = '', ...parts] = isGrouped ? rest.slice(1) : rest;
  const [first] = parts;
  const verb = first === 'proxy' || first === 'watch' ? first : null;
  const [resource = '', name = null, ...beyond] = withoutNamespace(verb === null ? parts : parts.slice(1));
  return { kind: 'resource', group, version, verb, resource, name, beyond };
}

/** A namespace is a resource itself, with subresources of its own, and contains others. */
function withoutNamespace(parts: readonly string[]): readonly string[] {
  const [first, , third] = parts;
  if (first !== 'namespaces' || third === undefined) return parts;
  return third === 'status' || third === 'finalize' ? parts : parts.slice(2);
}
