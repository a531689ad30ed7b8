import type { ClusterRecord } from '../../world/cluster.js';
import type { JsonRecord } from './record.js';

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
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Whether its status is written apart, at `<name>/status`. */
  readonly hasStatus: boolean;
  /** `new`: 1.24 does not have it; `old`: only that has. */
  readonly servedBy: 'all' | 'new' | 'old';
  /** Beside the status. */
  readonly subresources: readonly Subresource[];
  /** Of a kind that a definition in the cluster brings. */
  readonly custom?: CustomFacts;
}

/** A part of an object with a path of its own. Told in discovery; few of them are played. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Where the kind is of another group. */
  readonly apiVersion?: string;
  readonly verbs: readonly string[];
  readonly isNew: boolean;
}

interface CustomFacts {
  /** Its OpenAPI schema. */
  readonly schema: JsonRecord;
  readonly listKind: string;
  /** Columns of its table beside the usual ones, as the definition tells them. */
  readonly columns: readonly JsonRecord[];
}

/** What can be done with what is stored. */
export const storedVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** Definitions of custom resources. */
export const definitionKind: ResourceKind = {
  ...core('customresourcedefinitions', 'CustomResourceDefinition', false, ['crd', 'crds']),
  group: 'apiextensions.k8s.io',
  categories: ['api-extensions'],
  hasStatus: true,
};

/** Everything stored and every review; `kubectl api-resources` lists it. */
export const resourceKinds: readonly ResourceKind[] = [
  core('namespaces', 'Namespace', false, ['ns']),
  core('nodes', 'Node', false, ['no']),
  core('pods', 'Pod', true, ['po']),
  core('services', 'Service', true, ['svc']),
  core('secrets', 'Secret', true, []),
  core('configmaps', 'ConfigMap', true, ['cm']),
  core('serviceaccounts', 'ServiceAccount', true, ['sa']),
  core('events', 'Event', true, ['ev']),
  { ...core('deployments', 'Deployment', true, ['deploy']), group: 'apps', hasStatus: true },
  definitionKind,
  rbac('clusterroles', 'ClusterRole', false),
  rbac('clusterrolebindings', 'ClusterRoleBinding', false),
  rbac('roles', 'Role', true),
  rbac('rolebindings', 'RoleBinding', true),
  { ...review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'), servedBy: 'new' },
  review('authentication.k8s.io', 'tokenreviews', 'TokenReview'),
  review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
  review('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'),
];

/** Whether a cluster of this version has the kind at all. */
export function isServed(kind: ResourceKind, cluster: Pick<ClusterRecord, 'version'>): boolean {
  return kind.servedBy === 'all' || (kind.servedBy === 'old') === hasOldManners(cluster);
}

/** Whether nothing is stored of the kind, but a question answered. */
export function isReview({ group, verbs }: ResourceKind): boolean {
  return verbs.length === 1 && ['authentication.k8s.io', 'authorization.k8s.io'].includes(group);
}

/** Whether objects of the kind count the changes of what they ask for, as `metadata.generation`. */
export function hasGeneration(
  { group, kind, custom }: ResourceKind,
  cluster: Pick<ClusterRecord, 'version'>,
): boolean {
  if (custom !== undefined || group === 'apps' || group === 'batch') return true;
  if (kind === 'Pod') return !hasOldManners(cluster);
  return [
    'CustomResourceDefinition',
    'PodDisruptionBudget',
    'Ingress',
    'NetworkPolicy',
    'ReplicationController',
  ].includes(kind);
}

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
  const usual = {
    group: '',
    version: 'v1',
    categories: [],
    hasStatus: false,
    servedBy: 'all',
    subresources: [],
  } as const;
  return { ...usual, plural, singular, kind, namespaced, shortNames, verbs: storedVerbs };
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
