import type { ServiceRequest } from '../http/request.js';
import type { ClusterRecord } from '../world/cluster.js';
import { review } from './access/reviews.js';
import { requestToken } from './access/token-request.js';
import type { KubernetesUser } from './access/user.js';
import { discover } from './discovery.js';
import type { ObjectCall } from './objects/call.js';
import { handleObjects } from './objects/objects.js';
import type { PathRequest, RequestInfo, ResourceRequest } from './request-info.js';
import { findKind, isKnownGroup, type ResourceKind } from './resources.js';
import { type KubernetesReply, methodNotAllowed, pageNotFound, resourceNotFound, text } from './status.js';
import { hasOldManners } from './version-manners.js';

export interface Authorized {
  readonly request: ServiceRequest;
  readonly info: RequestInfo;
  readonly cluster: ClusterRecord;
  readonly user: KubernetesUser;
  readonly now: Date;
}

/** Answers a request that its caller may make. */
export function route(asked: Authorized): KubernetesReply {
  const { info } = asked;
  return info.kind === 'path' ? path(info, asked) : resource(info, asked);
}

function path({ verb, path: whole }: PathRequest, { request, cluster }: Authorized): KubernetesReply {
  const at = whole.length > 1 ? whole.replace(/\/$/, '') : whole;
  if (at === '/version') return verb === 'get' ? { code: 200, body: version(cluster) } : methodNotAllowed;
  const [, check, one] = /^\/(healthz|livez|readyz)(?:\/([\w-]+))?$/.exec(at) ?? [];
  if (check && one) return one === 'ping' ? { ...text(200, 'ok'), headers: plain } : pageNotFound;
  if (check) return text(200, request.query.has('verbose') ? `[+]ping ok\n${check} check passed\n` : 'ok');
  if (at === '/')
    return {
      code: 200,
      body: { paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/readyz', '/version'] },
    };
  return discover(at, cluster, request.headers['host'] ?? '');
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };

function resource(info: ResourceRequest, asked: Authorized): KubernetesReply {
  const { request, cluster, user, now } = asked;
  if (!isKnownGroup(info.group)) return pageNotFound;
  const kind = findKind(info.group, info.version, info.resource);
  if (!kind || (kind.isNew && hasOldManners(cluster))) return resourceNotFound;
  const namespace = kind.namespaced ? info.namespace : null;
  const call: ObjectCall = {
    request,
    cluster,
    user,
    now,
    verb: info.verb,
    kind,
    namespace,
    name: nameOnPath(info, request),
  };
  if (info.subresource !== null) return subresource(info, call);
  const fault = misrouted(info, call);
  if (fault) return fault;
  return isReview(kind) ? review(call) : handleObjects(call);
}

/** A name that only the field selector tells is none on the path. */
function nameOnPath(info: ResourceRequest, { path: whole }: ServiceRequest): string | null {
  return info.verb === 'list' || info.verb === 'watch' || whole.endsWith(`/${info.resource}`)
    ? null
    : info.name;
}

function isReview(kind: ResourceKind): boolean {
  return kind.verbs.length === 1;
}

function subresource(
  { subresource: part, resource: plural, verb }: ResourceRequest,
  call: ObjectCall,
): KubernetesReply {
  if (plural !== 'serviceaccounts' || part !== 'token') return resourceNotFound;
  return verb === 'create' ? requestToken(call) : methodNotAllowed;
}

/** 404 for a place where the kind is not, 405 for what cannot be done there. */
function misrouted(info: ResourceRequest, { kind, namespace, name }: ObjectCall): KubernetesReply | null {
  const isInNamespace = info.namespace !== null && info.resource !== 'namespaces';
  if (kind.namespaced ? namespace === null && name !== null : isInNamespace) return resourceNotFound;
  const onAll =
    kind.namespaced && namespace === null
      ? ['list', 'watch']
      : ['list', 'watch', 'create', 'deletecollection'];
  const possible = isReview(kind)
    ? ['create']
    : name === null
      ? onAll
      : ['get', 'update', 'patch', 'delete', 'watch'];
  const isOnName = isReview(kind) && name !== null;
  if (isOnName) return resourceNotFound;
  return possible.includes(info.verb) ? null : methodNotAllowed;
}

function version(cluster: ClusterRecord) {
  const [major = '1', minor = '0'] = cluster.version.split('.');
  const newer = {
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
  };
  return {
    major,
    minor,
    ...(hasOldManners(cluster) ? {} : newer),
    gitVersion: `v${cluster.version}`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: 'go1.24',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
