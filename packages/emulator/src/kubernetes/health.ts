import type { ServiceRequest } from '../http/request.js';
import type { ClusterRecord } from '../world/cluster.js';
import { kindsOf } from './discovery.js';
import { apiVersionOf } from './model/resources.js';
import { type KubernetesReply, pageNotFound, text } from './model/status.js';

/** Answers `/healthz`, `/livez` and `/readyz`, completely or one of their checks; null for every other path. */
export function health(path: string, { query }: Pick<ServiceRequest, 'query'>): KubernetesReply | null {
  const [, probe, check] = /^\/(healthz|livez|readyz)(?:\/(.+))?$/.exec(path) ?? [];
  if (!probe) return null;
  const checks = checksOf(probe);
  if (check) return checks.includes(check) ? { ...text(200, 'ok'), headers: plain } : pageNotFound;
  if (!query.has('verbose')) return text(200, 'ok');
  const lines = checks.map((name) => `[+]${name} ok\n`);
  return text(200, `${lines.join('')}${probe} check passed\n`);
}

/** Answers `/`: every path with a handler. */
export function rootPaths(cluster: ClusterRecord): KubernetesReply {
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
