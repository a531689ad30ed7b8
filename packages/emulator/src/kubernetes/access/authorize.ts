import { createHash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Authority } from '../../pki/certificate.js';
import type { ClusterRecord } from '../../world/cluster.js';
import { hasOldManners } from '../model/resources.js';
import { type Attempt, type PolicyRule, permits } from '../model/rules.js';
import { listed } from '../model/status.js';
import { rolesOf } from './bindings.js';
import { userOfToken } from './tokens.js';
import { anonymousUser, type KubernetesUser } from './user.js';

interface Verdict {
  readonly isAllowed: boolean;
  /** What an access review tells, and what follows a refusal's text: a role that is gone. Empty for nothing. */
  readonly reason: string;
  /** Why nobody could say, when a webhook among the authorizers is down. */
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
  // 1.37 names the authorizer before what it said.
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
  /** Empty for none. A role that is gone is told here, and the answer is still said to be complete. */
  readonly evaluationError: string;
}

/** Every rule in force for a user in a namespace. A webhook cannot tell its rules, so they are then not all. */
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

const clientAuth = '1.3.6.1.5.5.7.3.2';

interface Shown {
  readonly socket: TLSSocket;
  /** Of the request's `authorization` header. */
  readonly authorization: string;
}

/**
 * Whom the credentials name; null for one that is no good and none beside it that is. Nobody who shows none is
 * `system:anonymous`, where the cluster lets that in. Nothing is known of revocation: Kubernetes has none for
 * client certificates.
 */
export function authenticate(
  shown: Shown,
  cluster: ClusterRecord,
  authority: Authority,
  now: Date,
): KubernetesUser | null {
  const byCertificate = fromCertificate(shown.socket, cluster, authority, now);
  if (byCertificate !== 'none' && byCertificate !== 'bad') return byCertificate;
  const token = /^bearer\s+(\S+)$/i.exec(shown.authorization.trim())?.[1];
  const byToken = token ? userOfToken(cluster, token, now, !hasOldManners(cluster)) : null;
  if (byToken) return byToken;
  const isAnonymous = byCertificate === 'none' && token === undefined;
  return isAnonymous && (cluster.apiServer?.anonymous ?? true) ? anonymousUser : null;
}

function fromCertificate(
  socket: TLSSocket,
  cluster: ClusterRecord,
  authority: Authority,
  now: Date,
): KubernetesUser | 'none' | 'bad' {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'none';
  if (!certificate.verify(authority.keys.publicKey)) return 'bad';
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return 'bad';
  // Without the extension a certificate is good for everything.
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.includes(clientAuth)) return 'bad';
  return readUser(certificate, !hasOldManners(cluster)) ?? 'none';
}

/** Null for a certificate without a common name, which names nobody. */
function readUser(certificate: X509Certificate, withCredentialId: boolean): KubernetesUser | null {
  const subject = new Map<string, string[]>();
  for (const line of certificate.subject.split('\n')) {
    const mark = line.indexOf('=');
    const [type, value] = [line.slice(0, mark), line.slice(mark + 1)];
    subject.set(type, [...(subject.get(type) ?? []), value]);
  }
  const [username] = subject.get('CN') ?? [];
  if (!username) return null;
  const sha256 = createHash('sha256').update(certificate.raw).digest('hex');
  const id = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${sha256}`] };
  return {
    username,
    groups: [...(subject.get('O') ?? []), 'system:authenticated'],
    ...(withCredentialId ? { extra: id } : {}),
  };
}
