import type { ClusterRecord } from '../../world/cluster.js';

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
  /** True for what 1.24 does not have. */
  readonly isNew: boolean;
}

const stored = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Everything stored and every review; `kubectl api-resources` lists it. */
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
  { ...review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'), isNew: true },
  review('authentication.k8s.io', 'tokenreviews', 'TokenReview'),
  review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
  review('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'),
];

/** Groups whose resources every kube-apiserver serves, of which only some are played here. */
const otherGroups = [
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'scheduling.k8s.io',
  'storage.k8s.io',
];

export function isKnownGroup(group: string): boolean {
  return resourceKinds.some((kind) => kind.group === group) || otherGroups.includes(group);
}

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
  const version = 'v1';
  return { group: '', version, plural, singular, kind, namespaced, shortNames, verbs: stored, isNew: false };
}

function rbac(plural: string, kind: string, namespaced: boolean): ResourceKind {
  return { ...core(plural, kind, namespaced, []), group: 'rbac.authorization.k8s.io' };
}

function review(group: string, plural: string, kind: string): ResourceKind {
  return { ...core(plural, kind, false, []), group, verbs: ['create'] };
}

/**
 * Whether a cluster answers as kube-apiserver 1.24.17 does, where that differs from 1.37.2: those up to 1.26.
 * Only the two were recorded; what lies between is taken for the newer.
 */
export function hasOldManners(cluster: Pick<ClusterRecord, 'version'>): boolean {
  return Number(cluster.version.split('.')[1] ?? 0) <= 26;
}
