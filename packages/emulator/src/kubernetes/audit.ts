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
