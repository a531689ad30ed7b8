import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultEffect } from '../faults/fault.js';
import { spoil } from '../faults/spoil.js';
import type { Reply } from '../http/reply.js';
import { type Outcome, rendered } from './send.js';
import { failure, type KubernetesReply, text } from './status.js';

const cut: Outcome = { kind: 'spoilt', reply: { disconnect: true, reply: null, bytes: 0 } };

/** The answer as the faults in force make it. `throttle` is the server's 429; `kill` a reset, since nothing runs here. */
export async function struck(
  effects: readonly FaultEffect[],
  answer: () => KubernetesReply,
): Promise<Outcome> {
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
