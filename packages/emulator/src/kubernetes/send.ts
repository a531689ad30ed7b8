import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultEffect } from '../faults/faults.js';
import { spoil } from '../faults/spoil.js';
import type { Disconnect } from '../http/listener.js';
import type { Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';
import { protobufType, writeProtobuf } from './model/protobuf.js';
import { isRecord } from './model/record.js';
import { failure, type KubernetesReply, text } from './model/status.js';

/** Ids of the flow schema and priority level of every request here. */
const flow = {
  'x-kubernetes-pf-flowschema-uid': randomUUID(),
  'x-kubernetes-pf-prioritylevel-uid': randomUUID(),
};

/** What goes over the wire: an API server's answer, one that a fault changed, or a cut connection. */
type Outcome =
  | { readonly kind: 'reply'; readonly reply: KubernetesReply }
  | { readonly kind: 'spoilt'; readonly reply: Reply | Disconnect };

/** Sends an answer with the headers that a kube-apiserver adds. */
export async function sendReply(
  response: ServerResponse,
  to: { readonly request: ServiceRequest; readonly now: Date },
  outcome: Outcome,
): Promise<void> {
  const usual = { date: to.now.toUTCString(), 'audit-id': to.request.id.toLowerCase() };
  if (outcome.kind === 'spoilt') return sendSpoilt(response, outcome.reply, usual);
  const reply = negotiated(outcome.reply, to.request);
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
  if (body.length > 0) response.write(body);
  const stop = reply.follow?.((line) => {
    if (!response.writableEnded) response.write(line);
  });
  await untilOver(response, reply.holdMs);
  stop?.();
}

/** These are sent in protobuf to callers that prefer it, even for rejected credentials. */
const alwaysInProtobuf: readonly unknown[] = ['Status', 'APIVersions', 'APIGroupList', 'APIGroup'];

function negotiated(reply: KubernetesReply, { headers }: ServiceRequest): KubernetesReply {
  const isAsked = (headers['accept'] ?? '').startsWith(protobufType);
  if (!isAsked || !isRecord(reply.body) || !alwaysInProtobuf.includes(reply.body['kind'])) return reply;
  const body = writeProtobuf(reply.body);
  return body ? { ...reply, body, headers: { ...reply.headers, 'content-type': protobufType } } : reply;
}

function given({ headers = {} }: KubernetesReply): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

/** JSON ends with a line break, unless it is requested indented. */
function rendered(body: unknown, { query }: Pick<ServiceRequest, 'query'>): string | Buffer {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  const isPretty = ['1', 'true'].includes(query.get('pretty') ?? '');
  return isPretty ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`;
}

/** Ends a watch when its time is over, or when its client has gone. */
function untilOver(response: ServerResponse, holdMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Stopping the cloud does not wait for it.
    const over = setTimeout(() => response.end(() => resolve()), holdMs).unref();
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

/** The answer as the active faults make it. `throttle` is the server's 429; `kill` a reset, since nothing runs here. */
export async function struck(
  effects: readonly FaultEffect[],
  answer: () => Promise<KubernetesReply>,
): Promise<Outcome> {
  for (const effect of effects) {
    if (effect.kind === 'delay') await sleep(effect.ms, undefined, { ref: false });
    if ((effect.kind === 'reset' || effect.kind === 'kill') && !effect.after) return cut;
    const refusal = refusalBy(effect, false);
    if (refusal) return { kind: 'reply', reply: refusal };
  }
  const reply = await answer();
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

/** As an overloaded kube-apiserver answers: text, and the time to wait in whole seconds. */
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
  const plain = rendered(body, { query: new URLSearchParams() });
  const bytes = typeof plain === 'string' ? Buffer.from(plain) : plain;
  return { status: code, headers: { ...type, ...Object.fromEntries(flat) }, body: bytes };
}
