import type { ClusterRecord } from '../../world/cluster.js';
import { findKind, hasOldManners, type ResourceKind } from '../model/resources.js';
import { type Attempt, type PolicyRule, permits } from '../model/rules.js';
import { listed } from '../model/status.js';
import { type KubernetesObject, storeOf } from '../model/store.js';
import { type KubernetesUser, serviceAccountOf } from './user.js';

interface Verdict {
  readonly isAllowed: boolean;
  /** The reason in an access review, and the end of a refusal's text: a missing role. Empty for nothing. */
  readonly reason: string;
  /** The error if a webhook authorizer is down. */
  readonly failure: string | null;
}

/** Whether a user may, by group, by grant or by binding. */
export function authorize(cluster: ClusterRecord, user: KubernetesUser, attempt: Attempt): Verdict {
  if (user.groups.includes('system:masters')) return { isAllowed: true, reason: '', failure: null };
  const namespace = attempt.kind === 'path' ? null : attempt.namespace;
  const roles = rolesOf(cluster, user, namespace);
  const allowing = roles.find((role) => role.rules?.some((rule) => permits(rule, attempt)));
  if (allowing) return { isAllowed: true, reason: allowing.reason, failure: null };
  if (isAllowedByWebhook(cluster, user, attempt)) return { isAllowed: true, reason: '', failure: null };
  const missing = roles.flatMap((role) => (role.rules === null ? [role.missing] : []));
  const told = missing.length === 0 ? '' : `RBAC: ${listed(missing)}`;
  // 1.37 names the authorizer before its message.
  const reason = told === '' || hasOldManners(cluster) ? told : `rbac: ${told}`;
  const isDown = cluster.apiServer?.webhookAuthorizer === 'down';
  const failure = isDown
    ? 'Post "http://127.0.0.1:9/?timeout=30s": dial tcp 127.0.0.1:9: connect: connection refused'
    : null;
  return { isAllowed: false, reason, failure };
}

function isAllowedByWebhook(
  { apiServer: { webhookAuthorizer: webhook } = {} }: ClusterRecord,
  { username }: KubernetesUser,
  attempt: Attempt,
): boolean {
  if (typeof webhook !== 'object' || webhook.podReader !== username) return false;
  const rule = { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] };
  return permits(rule, attempt);
}

interface RulesInForce {
  readonly rules: readonly PolicyRule[];
  readonly isIncomplete: boolean;
  /** Empty for none. A missing role is reported here, and the answer still claims to be complete. */
  readonly evaluationError: string;
}

/** Every rule in force for a user in a namespace. A webhook cannot list its rules, so they are then incomplete. */
export function rulesIn(cluster: ClusterRecord, user: KubernetesUser, namespace: string): RulesInForce {
  const roles = rolesOf(cluster, user, namespace);
  const missing = roles.flatMap((role) => (role.rules === null ? [role.missing] : []));
  const hasWebhook = cluster.apiServer?.webhookAuthorizer !== undefined;
  const webhook = hasWebhook ? ['webhook authorizer does not support user rule resolution'] : [];
  return {
    rules: roles.flatMap((role) => role.rules ?? []),
    isIncomplete: hasWebhook,
    evaluationError: [...(missing.length > 0 ? [listed(missing)] : []), ...webhook].join(', '),
  };
}

/** A user's role, by a binding. */
interface BoundRole {
  /** Where it applies; null: everywhere. */
  readonly namespace: string | null;
  /** The reason in an access review. */
  readonly reason: string;
  /** Null for a missing role, which `missing` then names. */
  readonly rules: readonly PolicyRule[] | null;
  readonly missing: string;
}

/** Every role in force for a user, cluster-wide ones first; in one namespace, or in all if omitted. */
export function rolesOf(
  cluster: ClusterRecord,
  user: KubernetesUser,
  namespace?: string | null,
): BoundRole[] {
  return boundRoles(cluster, user)
    .filter((role) => namespace === undefined || role.namespace === null || role.namespace === namespace)
    .sort((one, other) => Number(one.namespace !== null) - Number(other.namespace !== null));
}

interface RoleReference {
  readonly kind: string;
  readonly name: string;
}

/** The rules of a role, or null if it is missing. A Role is looked up in the binding's namespace. */
export function rulesOfRole(
  cluster: ClusterRecord,
  { kind, name }: RoleReference,
  namespace: string | null,
): readonly PolicyRule[] | null {
  const isRole = kind === 'Role';
  const role = storeOf(cluster).get(
    rbacKind(isRole ? 'roles' : 'clusterroles'),
    isRole ? namespace : null,
    name,
  );
  if (!role) return null;
  return Array.isArray(role['rules']) ? role['rules'] : [];
}

function boundRoles(cluster: ClusterRecord, user: KubernetesUser): BoundRole[] {
  return [...bindingsOf(cluster, 'clusterrolebindings'), ...bindingsOf(cluster, 'rolebindings')].flatMap(
    (binding) => {
      const { name, namespace = null } = binding.metadata;
      const subject = subjectsOf(binding).find((each) => matches(each, user, namespace));
      const reference = referenceOf(binding);
      if (!subject || !reference) return [];
      const rules = rulesOfRole(cluster, reference, namespace);
      return [bound({ name, namespace, reference, subject: described(subject, namespace), rules })];
    },
  );
}

function bound(given: {
  readonly name: string;
  readonly namespace: string | null;
  readonly reference: RoleReference;
  readonly subject: string;
  readonly rules: readonly PolicyRule[] | null;
}): BoundRole {
  const { name, namespace, reference, subject, rules } = given;
  const binding = namespace === null ? `ClusterRoleBinding "${name}"` : `RoleBinding "${name}/${namespace}"`;
  return {
    namespace,
    reason: `RBAC: allowed by ${binding} of ${reference.kind} "${reference.name}" to ${subject}`,
    rules,
    missing: `${reference.kind.toLowerCase()}.${rbacGroup} "${reference.name}" not found`,
  };
}

const rbacGroup = 'rbac.authorization.k8s.io';

/** Every binding of a kind. */
export function bindingsOf(
  cluster: ClusterRecord,
  plural: 'clusterrolebindings' | 'rolebindings',
): KubernetesObject[] {
  return storeOf(cluster).list(rbacKind(plural), null);
}

export function rbacKind(plural: string): ResourceKind {
  const kind = findKind(rbacGroup, 'v1', plural);
  if (!kind) throw new Error(`no kind ${plural}`);
  return kind;
}

interface Subject {
  readonly kind: unknown;
  readonly name: unknown;
  readonly namespace?: unknown;
}

export function subjectsOf(binding: KubernetesObject): Subject[] {
  const subjects = binding['subjects'];
  return Array.isArray(subjects) ? subjects : [];
}

function matches({ kind, name, namespace }: Subject, user: KubernetesUser, inside: string | null): boolean {
  if (kind === 'User') return name === user.username;
  if (kind === 'Group') return typeof name === 'string' && user.groups.includes(name);
  const account = serviceAccountOf(user.username);
  return kind === 'ServiceAccount' && account?.name === name && account?.namespace === (namespace ?? inside);
}

function described({ kind, name, namespace }: Subject, inside: string | null): string {
  return kind === 'ServiceAccount' ? `${kind} "${name}/${namespace ?? inside}"` : `${kind} "${name}"`;
}

/** The role that a binding names; null if it names none. */
export function referenceOf(binding: Readonly<Record<string, unknown>>): RoleReference | null {
  const reference = binding['roleRef'];
  if (typeof reference !== 'object' || reference === null) return null;
  if (!('name' in reference) || typeof reference.name !== 'string') return null;
  const kind = 'kind' in reference && reference.kind === 'Role' ? 'Role' : 'ClusterRole';
  return { kind, name: reference.name };
}
