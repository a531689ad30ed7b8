import type { Socket } from 'node:net';
import type { ServiceRequest } from '../http/request.js';
import type { AuditEvent, AuditUser } from '../world/audit.js';
import type { KubernetesUser } from './access/user.js';
import { isRecord, textAt } from './model/record.js';
import type { RequestInfo } from './model/request-info.js';
import type { KubernetesReply } from './model/status.js';

/** One answered request. */
interface Served {
  readonly request: ServiceRequest;
  readonly info: RequestInfo;
  readonly socket: Socket;
  readonly received: Date;
  readonly answered: Date;
  /** The authenticated user; null: refused with 401. */
  readonly caller: KubernetesUser | null;
  /** The impersonated user, if any. */
  readonly acting: KubernetesUser | null;
  readonly reply: KubernetesReply;
}

/**
 * Whether ACK's audit policy logs a request: it follows the template of Kubernetes' GCE scripts (the vendor's page on
 * auditing, 2026), which leaves out health and version, events of the core group, and what the system's own
 * components ask all the time.
 */
export function isAudited(info: RequestInfo, caller: KubernetesUser | null): boolean {
  if (info.kind === 'path') return !/^\/(version$|healthz|swagger)/.test(info.path);
  const { group, resource, subresource, namespace, verb } = info;
  if (group === '' && resource === 'events') return false;
  const what = subresource === null ? resource : `${resource}/${subresource}`;
  const isOwn = { group, what, namespace, verb };
  return !unlogged.some((rule) => covers(rule, isOwn, caller));
}

interface UnloggedRule {
  /** Users, and groups. */
  readonly by: readonly string[];
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resources: readonly string[];
  readonly namespace?: string;
}

const unlogged: readonly UnloggedRule[] = [
  {
    by: ['system:kube-proxy'],
    verbs: ['watch'],
    group: '',
    resources: ['endpoints', 'services', 'services/status'],
  },
  { by: ['kubelet', 'system:nodes'], verbs: ['get'], group: '', resources: ['nodes', 'nodes/status'] },
  {
    by: [
      'system:kube-controller-manager',
      'system:kube-scheduler',
      'system:serviceaccount:kube-system:endpoint-controller',
    ],
    verbs: ['get', 'update'],
    group: '',
    resources: ['endpoints'],
    namespace: 'kube-system',
  },
  {
    by: ['system:apiserver'],
    verbs: ['get'],
    group: '',
    resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
  },
];

function covers(
  rule: UnloggedRule,
  asked: {
    readonly group: string;
    readonly what: string;
    readonly namespace: string | null;
    readonly verb: string;
  },
  caller: KubernetesUser | null,
): boolean {
  const isBy = [caller?.username ?? '', ...(caller?.groups ?? [])].some((name) => rule.by.includes(name));
  const isAbout = rule.group === asked.group && rule.resources.includes(asked.what);
  const isThere = rule.namespace === undefined || rule.namespace === asked.namespace;
  return isBy && isAbout && isThere && rule.verbs.includes(asked.verb);
}

/** The audit event of a request. */
export function auditEventOf(served: Served): AuditEvent {
  const { request, info, caller, acting, reply } = served;
  const agent = request.headers['user-agent'];
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: request.id.toLowerCase(),
    stage: 'ResponseComplete',
    requestURI: request.query.size === 0 ? request.path : `${request.path}?${request.query}`,
    verb: info.verb,
    user: caller ? userOf(caller) : {},
    ...(acting ? { impersonatedUser: userOf(acting) } : {}),
    sourceIPs: [sourceOf(served.socket)],
    ...(agent ? { userAgent: agent } : {}),
    ...objectRefOf(info),
    responseStatus: statusOf(reply),
    requestReceivedTimestamp: microTime(served.received),
    stageTimestamp: microTime(served.answered),
    annotations: caller === null ? {} : decisionOf(reply),
  };
}

function userOf({ username, uid, groups, extra }: KubernetesUser): AuditUser {
  return { username, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) };
}

function sourceOf({ remoteAddress = '' }: Socket): string {
  return remoteAddress.replace(/^::ffff:/, '');
}

function objectRefOf(info: RequestInfo): Pick<AuditEvent, 'objectRef'> {
  if (info.kind === 'path') return {};
  const { resource, namespace, name, group, version, subresource } = info;
  const objectRef = {
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(group ? { apiGroup: group } : {}),
    apiVersion: version,
    ...(subresource ? { subresource } : {}),
  };
  return { objectRef };
}

function statusOf({ code, body }: KubernetesReply): AuditEvent['responseStatus'] {
  const [message, reason] = isRecord(body) ? [textAt(body, 'message'), textAt(body, 'reason')] : [null, null];
  if (code < 400) return { metadata: {}, code };
  const told = { ...(message ? { message } : {}), ...(reason ? { reason } : {}) };
  return { metadata: {}, status: 'Failure', ...told, code };
}

/** Only the authorizer's 403 says that somebody "cannot" do something. */
function decisionOf({ code, body }: KubernetesReply): Record<string, string> {
  const message = isRecord(body) ? (textAt(body, 'message') ?? '') : '';
  const isForbidden = code === 403 && / cannot /.test(message);
  return { 'authorization.k8s.io/decision': isForbidden ? 'forbid' : 'allow' };
}

function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
