import { hasOldManners } from './resources.js';
import type { PolicyRule } from './rules.js';

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/** Rules of Kubernetes' own roles as in 1.37.2; `view` and `edit` of 1.24.17 differ in events only. */
const viewRules: readonly PolicyRule[] = [
  rule(
    read,
    [''],
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  rule(
    read,
    [''],
    'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  rule(read, [''], 'namespaces'),
  rule(read, ['', 'events.k8s.io'], 'events'),
  rule(read, ['discovery.k8s.io'], 'endpointslices'),
  rule(
    read,
    ['apps'],
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  rule(read, ['autoscaling'], 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(read, ['batch'], 'cronjobs cronjobs/status jobs jobs/status'),
  rule(
    read,
    ['extensions'],
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
  ),
  rule(read, ['policy'], 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(read, ['networking.k8s.io'], 'ingresses ingresses/status networkpolicies'),
  rule(read, ['resource.k8s.io'], 'resourceclaims resourceclaims/status resourceclaimtemplates'),
];

const editRules: readonly PolicyRule[] = [
  rule(read, [''], 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule(['impersonate'], [''], 'serviceaccounts'),
  rule(write, [''], 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule(['create'], [''], 'pods/eviction'),
  rule(
    write,
    [''],
    'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  rule(['create'], [''], 'serviceaccounts/token'),
  rule(write, ['', 'events.k8s.io'], 'events'),
  rule(
    write,
    ['apps'],
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  rule(write, ['autoscaling'], 'horizontalpodautoscalers'),
  rule(write, ['batch'], 'cronjobs jobs'),
  rule(
    write,
    ['extensions'],
    'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
  ),
  rule(write, ['policy'], 'poddisruptionbudgets'),
  rule(write, ['networking.k8s.io'], 'ingresses networkpolicies'),
  rule(
    ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ['coordination.k8s.io'],
    'leases',
  ),
  rule(write, ['resource.k8s.io'], 'resourceclaims resourceclaimtemplates'),
];

const adminRules: readonly PolicyRule[] = [
  rule(['create'], ['authorization.k8s.io'], 'localsubjectaccessreviews'),
  rule([...write, ...read].sort(), ['rbac.authorization.k8s.io'], 'rolebindings roles'),
];

const infoPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...infoPaths];
const issuerPaths = ['/.well-known/openid-configuration', '/openid/v1/jwks'];

interface DefaultRole {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  /** Groups that a ClusterRoleBinding of the same name binds it to. */
  readonly boundTo: readonly string[];
}

/** The ClusterRoles of a new cluster, except those for its own components. */
export function defaultRoles(cluster: { readonly version: string }): readonly DefaultRole[] {
  const isOld = hasOldManners(cluster);
  const reviews = rule(
    ['create'],
    ['authorization.k8s.io'],
    'selfsubjectaccessreviews selfsubjectrulesreviews',
  );
  const whoami = rule(['create'], ['authentication.k8s.io'], 'selfsubjectreviews');
  const slashed = isOld ? issuerPaths : issuerPaths.flatMap((path) => [path, `${path}/`]);
  const bundles = {
    name: 'system:cluster-trust-bundle-discovery',
    rules: [rule(read, ['certificates.k8s.io'], 'clustertrustbundles')],
    boundTo: ['system:serviceaccounts'],
  };
  return [
    role('cluster-admin', [rule(['*'], ['*'], '*'), paths(['*'], ['*'])], ['system:masters']),
    role('admin', [...editRules, ...viewRules, ...adminRules], []),
    role('edit', [...editRules, ...viewRules], []),
    role('view', viewRules, []),
    role('system:basic-user', isOld ? [reviews] : [reviews, whoami], ['system:authenticated']),
    role('system:discovery', [paths(['get'], discoveryPaths.toSorted())], ['system:authenticated']),
    role(
      'system:public-info-viewer',
      [paths(['get'], infoPaths)],
      ['system:authenticated', 'system:unauthenticated'],
    ),
    role('system:service-account-issuer-discovery', [paths(['get'], slashed)], ['system:serviceaccounts']),
    ...(isOld ? [] : [bundles]),
  ];
}

function role(name: string, rules: readonly PolicyRule[], boundTo: readonly string[]): DefaultRole {
  return { name, rules, boundTo };
}

function rule(verbs: readonly string[], apiGroups: readonly string[], resources: string): PolicyRule {
  return { verbs, apiGroups, resources: resources.split(' ') };
}

function paths(verbs: readonly string[], nonResourceURLs: readonly string[]): PolicyRule {
  return { verbs, nonResourceURLs };
}
