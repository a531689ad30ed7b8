/** A kind the API servers know. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly verbs: readonly string[];
}

const stored = ['create', 'delete', 'get', 'list', 'patch', 'update'];

/** Everything stored; `kubectl api-resources` lists it. */
export const resourceKinds: readonly ResourceKind[] = [
  core('namespaces', 'Namespace', false, ['ns']),
  core('nodes', 'Node', false, ['no']),
  core('pods', 'Pod', true, ['po']),
  core('services', 'Service', true, ['svc']),
  core('secrets', 'Secret', true, []),
  core('configmaps', 'ConfigMap', true, ['cm']),
  core('serviceaccounts', 'ServiceAccount', true, ['sa']),
  { ...core('deployments', 'Deployment', true, ['deploy']), group: 'apps' },
  rbac('clusterroles', 'ClusterRole', false),
  rbac('clusterrolebindings', 'ClusterRoleBinding', false),
  rbac('roles', 'Role', true),
  rbac('rolebindings', 'RoleBinding', true),
  review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
];

export function findKind(group: string, version: string, plural: string): ResourceKind | undefined {
  return resourceKinds.find(
    (kind) => kind.group === group && kind.version === version && kind.plural === plural,
  );
}

export function apiVersionOf(kind: Pick<ResourceKind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

function core(
  plural: string,
  kind: string,
  namespaced: boolean,
  shortNames: readonly string[],
): ResourceKind {
  const singular = kind.toLowerCase();
  return { group: '', version: 'v1', plural, singular, kind, namespaced, shortNames, verbs: stored };
}

function rbac(plural: string, kind: string, namespaced: boolean): ResourceKind {
  return { ...core(plural, kind, namespaced, []), group: 'rbac.authorization.k8s.io' };
}

function review(group: string, plural: string, kind: string): ResourceKind {
  return { ...core(plural, kind, false, []), group, verbs: ['create'] };
}
