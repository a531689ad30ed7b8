import type { ClusterRecord } from '../world/cluster.js';
import { rolesIn } from '../world/roles.js';
import type { KubernetesUser } from './authenticate.js';
import { findKind } from './resources.js';
import { type KubernetesObject, storeOf } from './store.js';

/** What somebody wants to do. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Null: cluster-wide. */
  readonly namespace: string | null;
}

/** A rule in force for somebody, with the namespace it holds in (null: everywhere). */
export interface Rule {
  readonly namespace: string | null;
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
}

const read = ['get', 'list', 'watch'];
const everything = { groups: ['*'], resources: ['*'] };
const namespacedResources = ['pods', 'services', 'configmaps', 'serviceaccounts', 'deployments', 'secrets'];
const namespaced = { groups: ['', 'apps'], resources: namespacedResources };
const clusterView = { groups: [''], resources: ['namespaces', 'nodes'] };

/** ACK's predefined roles, and Kubernetes' own ones that bindings may name. */
const roleRules: Readonly<Record<string, readonly Omit<Rule, 'namespace'>[]>> = {
  'cluster-admin': [{ ...everything, verbs: ['*'] }],
  admin: [{ ...everything, verbs: ['*'] }],
  'admin-view': [{ ...everything, verbs: read }],
  ops: [
    { ...namespaced, verbs: ['*'] },
    { ...clusterView, verbs: read },
  ],
  dev: [
    { ...namespaced, verbs: ['*'] },
    { groups: [''], resources: ['namespaces'], verbs: read },
  ],
  restricted: [
    {
      groups: ['', 'apps'],
      resources: namespacedResources.filter((name) => name !== 'secrets'),
      verbs: read,
    },
    { groups: [''], resources: ['namespaces'], verbs: read },
  ],
  edit: [{ ...namespaced, verbs: ['*'] }],
  view: [
    {
      groups: ['', 'apps'],
      resources: namespacedResources.filter((name) => name !== 'secrets'),
      verbs: read,
    },
  ],
};

/** What Kubernetes grants to everybody who has authenticated (`system:basic-user`). */
const basicRules: readonly Rule[] = [
  {
    namespace: null,
    verbs: ['create'],
    groups: ['authentication.k8s.io'],
    resources: ['selfsubjectreviews'],
  },
  {
    namespace: null,
    verbs: ['create'],
    groups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
];

/** Whether a user may, by grant or by binding. */
export function isAllowed(cluster: ClusterRecord, user: KubernetesUser, attempt: Attempt): boolean {
  return rulesFor(cluster, user).some((rule) => permits(rule, attempt));
}

/** Every rule in force for a user. */
export function rulesFor(cluster: ClusterRecord, user: KubernetesUser): readonly Rule[] {
  if (user.groups.includes('system:masters')) return [{ namespace: null, verbs: ['*'], ...everything }];
  return [...basicRules, ...grantedRules(cluster, user), ...boundRules(cluster, user)];
}

/**
 * ACK binds roles to the certificate's common name. A revoke gives the identity a new one, so the old
 * certificate still authenticates and finds no rule any more.
 */
function grantedRules(cluster: ClusterRecord, user: KubernetesUser): Rule[] {
  const [uid = '', suffix = ''] = user.username.split('-');
  const grant = cluster.grants.get(uid);
  if (!grant || grant.suffix !== suffix || grant.state === 'removed') return [];
  return rolesIn(cluster, uid).flatMap(({ role, namespace }) => rulesOf(role, namespace));
}

function boundRules(cluster: ClusterRecord, user: KubernetesUser): Rule[] {
  return ['clusterrolebindings', 'rolebindings'].flatMap((plural) => {
    const kind = findKind('rbac.authorization.k8s.io', 'v1', plural);
    const bindings = kind ? storeOf(cluster).list(kind, null) : [];
    return bindings
      .filter((binding) => subjectsOf(binding).some((subject) => matches(subject, user)))
      .flatMap((binding) => rulesOf(roleOf(binding), binding.metadata.namespace ?? null));
  });
}

function rulesOf(role: string, namespace: string | null): Rule[] {
  return (roleRules[role] ?? []).map((rule) => ({ ...rule, namespace }));
}

function permits(rule: Rule, attempt: Attempt): boolean {
  if (rule.namespace !== null && rule.namespace !== attempt.namespace) return false;
  return (
    includes(rule.verbs, attempt.verb) &&
    includes(rule.groups, attempt.group) &&
    includes(rule.resources, attempt.resource)
  );
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes('*') || names.includes(name);
}

interface Subject {
  readonly kind: unknown;
  readonly name: unknown;
}

function subjectsOf(binding: KubernetesObject): Subject[] {
  const subjects = binding['subjects'];
  return Array.isArray(subjects) ? subjects : [];
}

function matches(subject: Subject, user: KubernetesUser): boolean {
  if (subject.kind === 'User') return subject.name === user.username;
  return subject.kind === 'Group' && typeof subject.name === 'string' && user.groups.includes(subject.name);
}

function roleOf(binding: KubernetesObject): string {
  const reference = binding['roleRef'];
  if (typeof reference !== 'object' || reference === null || !('name' in reference)) return '';
  return typeof reference.name === 'string' ? reference.name : '';
}
