import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { FaultEffect } from '../faults/fault.js';
import { readRequest, type ServiceRequest } from '../http/request.js';
import type { Authority } from '../pki/authority.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import { authenticate } from './access/authenticate.js';
import { authorize } from './access/authorize.js';
import { impersonated } from './access/impersonate.js';
import { refusalOf } from './access/refusal.js';
import { authorizerDown } from './access/reviews.js';
import type { KubernetesUser } from './access/user.js';
import { bodyLimit } from './objects/body.js';
import { type RequestInfo, requestInfoOf } from './request-info.js';
import { route } from './route.js';
import { sendReply } from './send.js';
import { struck } from './spoilt.js';
import { type KubernetesReply, Refusal, unauthorized } from './status.js';

/** Answers one request to one cluster's API server. */
export async function handleKubernetes(
  world: World,
  cluster: ClusterRecord,
  authority: Authority,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(message);
  if (cluster.latencyMs > 0) await sleep(cluster.latencyMs);
  const info = requestInfoOf(request);
  const now = world.clock.now();
  const { socket } = message;
  const answer = () => {
    if (!(socket instanceof TLSSocket)) return unauthorized;
    const shown = { socket, authorization: request.headers['authorization'] ?? '' };
    const caller = authenticate(shown, cluster, authority, now);
    if (!caller) return unauthorized;
    noteActivity(cluster, caller, now);
    return answered({ request, info, cluster, now }, caller);
  };
  const reply = await struck(effectsOn(world, request, info), answer);
  await sendReply(response, { request, now }, reply);
}

function effectsOn(world: World, request: ServiceRequest, info: RequestInfo): readonly FaultEffect[] {
  const about = info.kind === 'path' ? info.path : info.resource;
  const path = `${request.path}?${request.query}`;
  return world.faults.strike({ service: 'kubernetes', operation: `${info.verb} ${about}`, path });
}

interface Asked {
  readonly request: ServiceRequest;
  readonly info: RequestInfo;
  readonly cluster: ClusterRecord;
  readonly now: Date;
}

/** Who it is comes first, then what they may, then what there is, and the body last. */
function answered(asked: Asked, caller: KubernetesUser): KubernetesReply {
  const { request, info, cluster } = asked;
  try {
    const user = impersonated(request, info, cluster, caller);
    const verdict = authorize(cluster, user, info);
    if (verdict.isAllowed) return route({ ...asked, user });
    if (verdict.failure !== null) return authorizerDown(targetOf(request), verdict.failure);
    const refusal = refusalOf(info, user, verdict.reason);
    // What was not read of a large body would be taken for the next request.
    return request.body.length > bodyLimit
      ? { ...refusal, headers: { ...refusal.headers, connection: 'close' } }
      : refusal;
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function targetOf({ path, query }: ServiceRequest): string {
  return query.size === 0 ? path : `${path}?${query}`;
}

function noteActivity(cluster: ClusterRecord, user: KubernetesUser, now: Date): void {
  const [uid = '', suffix = ''] = user.username.split('-');
  const grant = cluster.grants.get(uid);
  if (grant?.suffix === suffix) grant.lastActivity = now;
}
