import { type ApiPath, apiPathOf } from './api-path.js';

/** A request as it came, before anything is believed of it. */
export interface AskedRequest {
  readonly method: string;
  /** The request target. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names in lower case, with every value. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** Why a request is not let through. */
export type ReadRefusal =
  | 'writes'
  | 'secrets'
  | 'subresource'
  | 'unknownPath'
  | 'upgrade'
  | 'impersonation'
  | 'malformed';

export type ReadJudgement =
  /** `target` is written anew from what was judged: nothing else goes to the API server. */
  | { readonly kind: 'allowed'; readonly target: string; readonly hasBody: boolean }
  | { readonly kind: 'refused'; readonly why: ReadRefusal };

/**
 * Whether a request is known to read, and nothing else: get, list and watch, logs, discovery and OpenAPI, the version
 * and health, and what one asks about oneself. Everything that only looks like a read is refused: Secrets, exec,
 * attach, port-forward and proxies, all of which are GETs, whatever would become another connection, and acting as
 * somebody else.
 */
export function judgeRead(
  asked: AskedRequest,
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
  // A body that one reader sees and another does not would begin a request that nobody judged.
  if (hasBody !== 'none') return refused('malformed');
  const why = path.kind === 'resource' ? resourceRefusal(path, withSecrets) : pathRefusal(path.segments);
  return why === null ? allowed(target, false) : refused(why);
}

function refused(why: ReadRefusal): ReadJudgement {
  return { kind: 'refused', why };
}

interface Target {
  readonly segments: readonly string[];
  /** With its `?`, as it came. */
  readonly query: string;
}

function allowed({ segments, query }: Target, hasBody: boolean): ReadJudgement {
  return { kind: 'allowed', target: `/${segments.map(encodeURIComponent).join('/')}${query}`, hasBody };
}

/**
 * Takes a target apart, decoded once. Null for one that two readers could take for two things: absolute, with empty
 * or dot segments, with what is encoded twice, or with characters that have no place in it.
 */
function partsOf(target: string): Target | null {
  const [, path = '', query = ''] = targetForm.exec(target) ?? [];
  if (path === '') return null;
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

/** Null for what would be other segments, or another text, to who decodes again. */
function decoded(raw: string): string | null {
  try {
    const text = decodeURIComponent(raw);
    return /[%/\\\p{Cc}]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** One of each, and none that asks for more than an answer. */
function headerRefusal(headers: AskedRequest['headers']): ReadRefusal | null {
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

/** What some servers take for another method, another path or another person; and a body that waits to be asked for. */
const overrides =
  /^(?:x-http-method|x-method|x-http-method-override|x-method-override|x-original-url|x-rewrite-url|x-remote-.*|expect)$/;

function bodyOf(headers: AskedRequest['headers']): 'none' | 'some' {
  if (headers['transfer-encoding'] !== undefined) return 'some';
  return (headers['content-length']?.[0] ?? '0') === '0' ? 'none' : 'some';
}

/** Questions about oneself, which are POSTs. Of others (SubjectAccessReview, TokenReview) none is asked. */
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

/** Of the others some open a connection by a GET (exec, attach, portforward, proxy, console), and more may come. */
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
    (first === 'api' && length <= 2) ||
    (first === 'apis' && length <= 3) ||
    (first === 'openapi' && (second === 'v2' ? length === 2 : second === 'v3')) ||
    (['healthz', 'livez', 'readyz'].includes(first) && length <= 2);
  return isKnown ? null : 'unknownPath';
}
