import type { ServiceRequest } from '../http/request.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { KubernetesUser } from './access/user.js';
import type { PathRequest, RequestInfo, ResourceRequest } from './model/request-info.js';
import {
  apiVersionOf,
  findKind,
  hasOldManners,
  isKnownGroup,
  type ResourceKind,
  resourceKinds,
} from './model/resources.js';
import {
  type KubernetesReply,
  methodNotAllowed,
  pageNotFound,
  resourceNotFound,
  text,
} from './model/status.js';
import type { ObjectCall } from './objects/call.js';
import { handleObjects } from './objects/objects.js';
import { review } from './reviews.js';
import { requestToken } from './token-request.js';

interface Authorized {
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

/** Answers the discovery paths (`/api`, `/apis`, `/api/v1`, `/apis/<group>[/<version>]`), and 404 to others. */
function discover(path: string, cluster: ClusterRecord, host: string): KubernetesReply {
  const [, root, first, second, more] = path.split('/');
  const kinds = resourceKinds.filter((kind) => !kind.isNew || !hasOldManners(cluster));
  if (more !== undefined) return pageNotFound;
  if (root === 'api' && second === undefined) {
    return first === undefined ? found(coreVersions(host)) : resourceList(kinds, '', first, cluster);
  }
  if (root !== 'apis') return pageNotFound;
  if (first === undefined) {
    return found({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groupsOf(kinds).map((name) => group(kinds, name)),
    });
  }
  if (!groupsOf(kinds).includes(first)) return isKnownGroup(first) ? resourceNotFound : pageNotFound;
  return second === undefined
    ? found({ kind: 'APIGroup', apiVersion: 'v1', ...group(kinds, first) })
    : resourceList(kinds, first, second, cluster);
}

function found(body: object): KubernetesReply {
  return { code: 200, body };
}

function coreVersions(serverAddress: string) {
  const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses };
}

function groupsOf(kinds: readonly ResourceKind[]): string[] {
  return [...new Set(kinds.map((kind) => kind.group))].filter((name) => name !== '');
}

function group(kinds: readonly ResourceKind[], name: string) {
  const versions = [...new Set(kinds.filter((kind) => kind.group === name).map((kind) => kind.version))];
  const described = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

function resourceList(
  all: readonly ResourceKind[],
  groupName: string,
  version: string,
  cluster: ClusterRecord,
): KubernetesReply {
  const kinds = all
    .filter((kind) => kind.group === groupName && kind.version === version)
    .toSorted((one, other) => (one.plural < other.plural ? -1 : 1));
  if (kinds.length === 0) return resourceNotFound;
  return found({
    kind: 'APIResourceList',
    // The core group's list does not tell it.
    ...(groupName === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group: groupName, version }),
    resources: kinds.map((kind) => describe(kind, hasOldManners(cluster))),
  });
}

function describe(kind: ResourceKind, isOld: boolean) {
  return {
    name: kind.plural,
    singularName: isOld ? '' : kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
  };
}
