import type { ServiceRequest } from '../../http/request.js';

/** What a request is about, before anybody asks whether it exists: authorization goes by this alone. */
export type RequestInfo = PathRequest | ResourceRequest;

export interface PathRequest {
  readonly kind: 'path';
  /** The method in lower case. */
  readonly verb: string;
  readonly path: string;
}

export interface ResourceRequest {
  readonly kind: 'resource';
  /** Empty for a method that Kubernetes does not know. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  /** Null: none on the path. A namespace is in itself. */
  readonly namespace: string | null;
  readonly resource: string;
  readonly subresource: string | null;
  readonly name: string | null;
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Reads a request as Kubernetes' RequestInfoFactory does. */
export function requestInfoOf(request: Pick<ServiceRequest, 'method' | 'path' | 'query'>): RequestInfo {
  // Go decodes the whole path: a slash in a name ends it.
  const path = decoded(request.path);
  const [prefix, ...rest] = path.replace(/^\/+|\/+$/g, '').split('/');
  const isGroupless = prefix === 'api';
  const least = isGroupless ? 2 : 3;
  if ((!isGroupless && prefix !== 'apis') || rest.length < least) {
    return { kind: 'path', verb: request.method.toLowerCase(), path };
  }
  const group = isGroupless ? '' : (rest[0] ?? '');
  const [version = '', ...parts] = isGroupless ? rest : rest.slice(1);
  return resourceRequest(request, { group, version, parts });
}

function resourceRequest(
  request: Pick<ServiceRequest, 'method' | 'query'>,
  on: { readonly group: string; readonly version: string; readonly parts: readonly string[] },
): ResourceRequest {
  const isLegacyWatch = on.parts[0] === 'watch' && on.parts.length > 1;
  const parts = isLegacyWatch ? on.parts.slice(1) : on.parts;
  const namespace = parts[0] === 'namespaces' ? (parts[1] ?? null) : null;
  const isInside = namespace !== null && parts.length > 2 && !namespaceSubresources.has(parts[2] ?? '');
  const [resource = '', named = null, subresource = null] = isInside ? parts.slice(2) : parts;
  const given = isLegacyWatch ? 'watch' : (verbs[request.method] ?? '');
  const name = named ?? (given === 'get' || isLegacyWatch ? selectedName(request.query) : null);
  const verb = named === null ? verbOnAll(given, request.query) : given;
  return {
    kind: 'resource',
    verb,
    group: on.group,
    version: on.version,
    namespace,
    resource,
    subresource,
    name,
  };
}

const namespaceSubresources = new Set(['status', 'finalize']);

function verbOnAll(verb: string, query: URLSearchParams): string {
  if (verb === 'delete') return 'deletecollection';
  if (verb !== 'get') return verb;
  return ['1', 'true'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
}

/** A list narrowed to one name is a request about that one. */
function selectedName(query: URLSearchParams): string | null {
  return /^metadata\.name==?([^,=]+)$/.exec(query.get('fieldSelector') ?? '')?.[1] ?? null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
