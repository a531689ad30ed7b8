import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { FaultEffect } from '../faults/faults.js';
import { readRequest, type ServiceRequest } from '../http/request.js';
import type { Authority } from '../pki/certificate.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import { authenticate } from './access/authenticate.js';
import { authorize } from './access/authorize.js';
import { impersonated, refusalOf } from './access/impersonate.js';
import type { KubernetesUser } from './access/user.js';
import { auditEventOf, isAudited } from './audit.js';
import { speakProtobuf, speaksProtobuf } from './model/protobuf.js';
import { type RequestInfo, requestInfoOf } from './model/request-info.js';
import { type KubernetesReply, Refusal, unauthorized } from './model/status.js';
import { bodyLimit } from './objects/body.js';
import { authorizerDown } from './reviews.js';
import { type Further, route } from './route.js';
import { sendReply, struck } from './send.js';

/** Answers one request to one cluster's API server. */
export async function handleKubernetes(
  { world, further }: Pick<Asked, 'world' | 'further'>,
  cluster: ClusterRecord,
  authority: Authority,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(message);
  if (speaksProtobuf(request)) speakProtobuf(await further.protobuf());
  if (cluster.latencyMs > 0) await sleep(cluster.latencyMs);
  const info = requestInfoOf(request);
  const now = world.clock.now();
  const { socket } = message;
  const answer = async () => {
    if (!isDecodable(request.path)) return malformed;
    if (!(socket instanceof TLSSocket)) return unauthorized;
    const shown = { socket, authority, authorization: request.headers['authorization'] ?? '' };
    const caller = await authenticate(shown, { world, cluster, now });
    if (caller) {
      const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
      world.served.count(cluster.id, { user: caller.username, address, at: now });
    }
    const served = caller
      ? await answered({ world, further, request, info, cluster, now }, caller)
      : { acting: null, reply: unauthorized };
    const answeredAt = world.clock.now();
    const event = auditEventOf({
      request,
      info,
      socket,
      received: now,
      answered: answeredAt,
      caller,
      ...served,
    });
    if (isAudited(info, caller)) world.audit.tell(event, cluster.id);
    return served.reply;
  };
  const reply = await struck(effectsOn(world, request, info), answer);
  await sendReply(response, { request, now }, reply);
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** Answers by Go's HTTP server before the request is handled. */
const malformed: KubernetesReply = {
  code: 400,
  body: '400 Bad Request',
  headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' },
  isEarly: true,
};

function effectsOn(world: World, request: ServiceRequest, info: RequestInfo): readonly FaultEffect[] {
  const about = info.kind === 'path' ? info.path : info.resource;
  const path = `${request.path}?${request.query}`;
  return world.faults.strike({ service: 'kubernetes', operation: `${info.verb} ${about}`, path });
}

interface Asked {
  readonly world: World;
  readonly further: Further;
  readonly request: ServiceRequest;
  readonly info: RequestInfo;
  readonly cluster: ClusterRecord;
  readonly now: Date;
}

interface Answered {
  /** The impersonated user, if any. */
  readonly acting: KubernetesUser | null;
  readonly reply: KubernetesReply;
}

/** First authentication, then authorization, then existence, and the body last. */
async function answered(asked: Asked, caller: KubernetesUser): Promise<Answered> {
  const { request, info, cluster, now } = asked;
  if (isAudited(info, caller)) noteActivity(cluster, caller, now);
  let acting: KubernetesUser | null = null;
  try {
    const user = impersonated(request, info, cluster, caller);
    acting = user === caller ? null : user;
    const reply = await authorized(asked, user);
    return { acting, reply: isLongRunning(info) ? { ...reply, isEarly: true } : reply };
  } catch (error) {
    if (error instanceof Refusal) return { acting, reply: error.reply };
    throw error;
  }
}

async function authorized(asked: Asked, user: KubernetesUser): Promise<KubernetesReply> {
  const { request, info, cluster } = asked;
  const verdict = authorize(cluster, user, info);
  if (verdict.isAllowed) return route({ ...asked, user });
  if (verdict.failure !== null) return authorizerDown(targetOf(request), verdict.failure);
  const refusal = refusalOf(info, user, verdict.reason);
  // The unread rest of a large body would be taken for the next request.
  return request.body.length > bodyLimit
    ? { ...refusal, headers: { ...refusal.headers, connection: 'close' } }
    : refusal;
}

/** Long-running requests are exempt from priority and fairness. */
function isLongRunning(info: RequestInfo): boolean {
  const parts = ['attach', 'exec', 'log', 'portforward', 'proxy'];
  return info.kind === 'resource' && info.subresource !== null && parts.includes(info.subresource);
}

function targetOf({ path, query }: ServiceRequest): string {
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Activity is read from the audit log. */
function noteActivity(cluster: ClusterRecord, user: KubernetesUser, now: Date): void {
  const [uid = '', suffix = ''] = user.username.split('-');
  const grant = cluster.grants.get(uid);
  if (grant?.suffix === suffix) grant.lastActivity = now;
}
