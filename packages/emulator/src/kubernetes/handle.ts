import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { FaultEffect } from '../faults/faults.js';
import { spoil } from '../faults/spoil.js';
import type { Disconnect } from '../http/listener.js';
import type { Reply } from '../http/reply.js';
import { readRequest, type ServiceRequest } from '../http/request.js';
import type { Authority } from '../pki/certificate.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import { authenticate, authorize } from './access/authorize.js';
import { impersonated, refusalOf } from './access/impersonate.js';
import type { KubernetesUser } from './access/user.js';
import { type RequestInfo, requestInfoOf } from './model/request-info.js';
import { failure, type KubernetesReply, Refusal, text, unauthorized } from './model/status.js';
import { bodyLimit } from './objects/body.js';
import { authorizerDown } from './reviews.js';
import { route } from './route.js';

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

/** Ids of the flow schema and priority level that every request here falls under. */
const flow = {
  'x-kubernetes-pf-flowschema-uid': randomUUID(),
  'x-kubernetes-pf-prioritylevel-uid': randomUUID(),
};

/** What goes over the wire: an answer of the API server, one that a fault spoilt, or a cut connection. */
type Outcome =
  | { readonly kind: 'reply'; readonly reply: KubernetesReply }
  | { readonly kind: 'spoilt'; readonly reply: Reply | Disconnect };

/** Sends an answer with the headers that a kube-apiserver adds. */
async function sendReply(
  response: ServerResponse,
  to: { readonly request: ServiceRequest; readonly now: Date },
  outcome: Outcome,
): Promise<void> {
  const usual = { date: to.now.toUTCString(), 'audit-id': to.request.id.toLowerCase() };
  if (outcome.kind === 'spoilt') return sendSpoilt(response, outcome.reply, usual);
  const { reply } = outcome;
  response.writeHead(reply.code, {
    ...usual,
    'cache-control': 'no-cache, private',
    'content-type': 'application/json',
    ...(reply.isEarly ? {} : flow),
    ...given(reply),
  });
  const body = rendered(reply.body, to.request);
  if (reply.holdMs === undefined) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  if (body !== '') response.write(body);
  await untilOver(response, reply.holdMs);
}

function given({ headers = {} }: KubernetesReply): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

/** JSON ends with a line break, unless it is asked for to be indented. */
function rendered(body: unknown, { query }: Pick<ServiceRequest, 'query'>): string {
  if (typeof body === 'string') return body;
  const isPretty = ['1', 'true'].includes(query.get('pretty') ?? '');
  return isPretty ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`;
}

/** Ends a watch when its time is over, or lets it go when the client has. */
function untilOver(response: ServerResponse, holdMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Whoever stops the cloud does not wait for it.
    const over = setTimeout(() => response.end(resolve), holdMs).unref();
    response.once('close', () => {
      clearTimeout(over);
      resolve();
    });
  });
}

function sendSpoilt(response: ServerResponse, spoilt: Reply | Disconnect, usual: OutgoingHttpHeaders): void {
  if (!('disconnect' in spoilt)) {
    response.writeHead(spoilt.status, { ...usual, ...spoilt.headers, 'content-length': spoilt.body.length });
    response.end(spoilt.body);
    return;
  }
  if (!spoilt.reply) {
    response.socket?.destroy();
    return;
  }
  const { status, headers, body } = spoilt.reply;
  response.writeHead(status, { ...usual, ...headers, 'content-length': body.length });
  response.write(body.subarray(0, spoilt.bytes), () => response.socket?.destroy());
}

const cut: Outcome = { kind: 'spoilt', reply: { disconnect: true, reply: null, bytes: 0 } };

/** The answer as the faults in force make it. `throttle` is the server's 429; `kill` a reset, since nothing runs here. */
async function struck(effects: readonly FaultEffect[], answer: () => KubernetesReply): Promise<Outcome> {
  for (const effect of effects) {
    if (effect.kind === 'delay') await sleep(effect.ms, undefined, { ref: false });
    if ((effect.kind === 'reset' || effect.kind === 'kill') && !effect.after) return cut;
    const refusal = refusalBy(effect, false);
    if (refusal) return { kind: 'reply', reply: refusal };
  }
  const reply = answer();
  if (effects.length === 0) return { kind: 'reply', reply };
  if (effects.some((effect) => effect.kind === 'kill')) return cut;
  const late = effects.map((effect) => refusalBy(effect, true)).find((refusal) => refusal !== null);
  return { kind: 'spoilt', reply: spoil(wire(late ?? reply), effects, undefined) };
}

function refusalBy(effect: FaultEffect, after: boolean): KubernetesReply | null {
  if (effect.kind === 'throttle' && !after) return tooMany(effect.retryAfterMs ?? 1000);
  if (effect.kind !== 'error' || (effect.after ?? false) !== after) return null;
  const { status, code, message = 'the request was refused by a fault' } = effect;
  return failure(status, { message, reason: code ?? reasons[status] ?? 'InternalError' });
}

const reasons: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** As a kube-apiserver that is full answers: text, and when to come again in whole seconds. */
function tooMany(retryAfterMs: number): KubernetesReply {
  const headers = { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return { ...text(429, 'Too many requests, please try again later.\n', headers), isEarly: true };
}

function wire({ code, body, headers = {} }: KubernetesReply): Reply {
  const flat = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.join(', '),
  ]);
  const type = { 'content-type': 'application/json' };
  const bytes = Buffer.from(rendered(body, { query: new URLSearchParams() }));
  return { status: code, headers: { ...type, ...Object.fromEntries(flat) }, body: bytes };
}
