import type { ServiceRequest } from '../http/request.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import type { KubernetesUser } from './access/user.js';
import { discover, kindsOf } from './discovery.js';
import { kindIn } from './model/custom-resources.js';
import type { Protobuf } from './model/protobuf.js';
import type { PathRequest, RequestInfo, ResourceRequest } from './model/request-info.js';
import { apiVersionOf, hasOldManners, isReview, isServed, resourceKinds } from './model/resources.js';
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
import { liveSubresource, requestToken } from './subresources.js';

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

/** Answers `/healthz`, `/livez` and `/readyz`, completely or one of their checks; null for every other path. */
function health(path: string, { query }: Pick<ServiceRequest, 'query'>): KubernetesReply | null {
  const [, probe, check] = /^\/(healthz|livez|readyz)(?:\/(.+))?$/.exec(path) ?? [];
  if (!probe) return null;
  const checks = checksOf(probe);
  if (check) return checks.includes(check) ? { ...text(200, 'ok'), headers: plain } : pageNotFound;
  if (!query.has('verbose')) return text(200, 'ok');
  const lines = checks.map((name) => `[+]${name} ok\n`);
  return text(200, `${lines.join('')}${probe} check passed\n`);
}

/** Answers `/`: every path with a handler. */
function rootPaths(cluster: ClusterRecord): KubernetesReply {
  const places = kindsOf(cluster)
    .filter(({ group }) => group !== '')
    .flatMap((kind) => [`/apis/${kind.group}`, `/apis/${apiVersionOf(kind)}`]);
  const probes = ['healthz', 'livez', 'readyz'].flatMap((probe) => [
    `/${probe}`,
    ...checksOf(probe).map((check) => `/${probe}/${check}`),
  ]);
  const paths = [...new Set([...otherPaths, ...places, ...probes])].sort();
  return { code: 200, body: { paths } };
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };

const otherPaths = [
  '/.well-known/openid-configuration',
  '/api',
  '/api/v1',
  '/apis',
  '/apis/',
  '/flagz',
  '/metrics',
  '/metrics/slis',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/statusz',
  '/version',
];

function checksOf(probe: string): readonly string[] {
  const begun = hooks.trim().split('\n');
  return probe === 'readyz'
    ? ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...begun, 'shutdown']
    : ['ping', 'log', 'etcd', ...begun, 'loopback-serving-certificate'];
}

/** Startup checks, as listed by 1.37.2. */
const hooks = `
poststarthook/start-apiserver-admission-initializer
poststarthook/generic-apiserver-start-informers
poststarthook/priority-and-fairness-config-consumer
poststarthook/priority-and-fairness-filter
poststarthook/storage-object-count-tracker-hook
poststarthook/start-apiextensions-informers
poststarthook/start-apiextensions-controllers
poststarthook/crd-informer-synced
poststarthook/start-system-namespaces-controller
poststarthook/peer-endpoint-reconciler-controller
poststarthook/start-cluster-authentication-info-controller
poststarthook/start-kube-apiserver-identity-lease-controller
poststarthook/start-kube-apiserver-identity-lease-garbage-collector
poststarthook/storage-readiness
poststarthook/start-legacy-token-tracking-controller
poststarthook/start-service-ip-repair-controllers
poststarthook/rbac/bootstrap-roles
poststarthook/scheduling/bootstrap-system-priority-classes
poststarthook/priority-and-fairness-config-producer
poststarthook/bootstrap-controller
poststarthook/start-kubernetes-service-cidr-controller
poststarthook/start-kube-aggregator-informers
poststarthook/apiservice-status-local-available-controller
poststarthook/apiservice-status-remote-available-controller
poststarthook/apiservice-registration-controller
poststarthook/apiservice-discovery-controller
poststarthook/kube-apiserver-autoregistration
autoregister-completion
poststarthook/apiservice-openapi-controller
poststarthook/apiservice-openapiv3-controller
`;
