import type { ClusterRecord } from '../../world/cluster.js';
import { hasOldManners } from '../model/resources.js';
import { type Attempt, type PolicyRule, permits } from '../model/rules.js';
import { listed } from '../model/status.js';
import { rolesOf } from './bindings.js';
import type { KubernetesUser } from './user.js';

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
