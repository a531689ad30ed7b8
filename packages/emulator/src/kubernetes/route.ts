import type { ServiceRequest } from '../http/request.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import type { KubernetesUser } from './access/user.js';
import { discover } from './discovery.js';
import { health, rootPaths } from './health.js';
import { kindIn } from './model/custom-resources.js';
import type { Protobuf } from './model/protobuf.js';
import type { PathRequest, RequestInfo, ResourceRequest } from './model/request-info.js';
import { hasOldManners, isReview, isServed, resourceKinds } from './model/resources.js';
import { type KubernetesReply, methodNotAllowed, pageNotFound, resourceNotFound } from './model/status.js';
import type { ObjectCall } from './objects/call.js';
import { handleObjects } from './objects/objects.js';
import { liveSubresource } from './objects/subresources.js';
import { review } from './reviews.js';
import { requestToken } from './token-request.js';

/** What only some clients ask for: it is loaded when one does. */
export interface Further {
  /** Answers below `/openapi`, for clients that check or explain objects by their schemas. */
  readonly openApi: (
    path: string,
    request: ServiceRequest,
    cluster: ClusterRecord,
  ) => Promise<KubernetesReply>;
  readonly protobuf: () => Promise<Protobuf>;
}

interface Authorized {
  readonly further: Further;
  readonly world: World;
  readonly request: ServiceRequest;
  readonly info: RequestInfo;
  readonly cluster: ClusterRecord;
  readonly user: KubernetesUser;
  readonly now: Date;
}

/** Answers an authorized request. */
export function route(asked: Authorized): KubernetesReply | Promise<KubernetesReply> {
  const { info } = asked;
  return info.kind === 'path' ? path(info, asked) : resource(info, asked);
}

function path(
  { verb, path: whole }: PathRequest,
  { further, request, cluster }: Authorized,
): KubernetesReply | Promise<KubernetesReply> {
  const at = whole.length > 1 ? whole.replace(/\/$/, '') : whole;
  if (at === '/version') return verb === 'get' ? { code: 200, body: version(cluster) } : methodNotAllowed;
  const probed = health(at, request);
  if (probed) return probed;
  if (at === '/') return rootPaths(cluster);
  if (/^\/openapi\/v[23](\/|$)/.test(at)) return further.openApi(at, request, cluster);
  return discover(at, request, cluster);
}

function resource(info: ResourceRequest, asked: Authorized): KubernetesReply | Promise<KubernetesReply> {
  const { world, request, cluster, user, now } = asked;
  const kind = kindIn(cluster, info.group, info.version, info.resource);
  const isKnown = resourceKinds.some((each) => each.group === info.group && isServed(each, cluster));
  if (!kind && !isKnown) return pageNotFound;
  if (!kind || !isServed(kind, cluster)) return resourceNotFound;
  const namespace = kind.namespaced ? info.namespace : null;
  const call: ObjectCall = {
    world,
    request,
    cluster,
    user,
    now,
    verb: info.verb,
    kind,
    namespace,
    name: nameOnPath(info, request),
    part: null,
  };
  if (info.subresource !== null) return subresource(info, call);
  const fault = misrouted(info, call);
  if (fault) return fault;
  return isReview(kind) ? review(call) : handleObjects(call);
}

/** A name given only by the field selector is not on the path. */
function nameOnPath(info: ResourceRequest, { path: whole }: ServiceRequest): string | null {
  return info.verb === 'list' || info.verb === 'watch' || whole.endsWith(`/${info.resource}`)
    ? null
    : info.name;
}

function subresource(info: ResourceRequest, call: ObjectCall): KubernetesReply {
  const { subresource: part, resource: plural, verb } = info;
  if (part === 'status' && call.kind.hasStatus) {
    return misrouted(info, call) ?? (isOnStatus(verb) ? handleObjects({ ...call, part }) : methodNotAllowed);
  }
  if (plural !== 'serviceaccounts' || part !== 'token') return liveSubresource(call, part ?? '');
  return verb === 'create' ? requestToken(call) : methodNotAllowed;
}

function isOnStatus(verb: string): boolean {
  return ['get', 'update', 'patch'].includes(verb);
}

/** 404 for a place where the kind does not exist, 405 for an unsupported method. */
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
  return possible.includes(info.verb) && kind.verbs.includes(info.verb) ? null : methodNotAllowed;
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
