import { gzipSync } from 'node:zlib';
import type { Disconnect } from '../http/listener.js';
import { bodyReply, emptyReply, type Reply } from '../http/reply.js';
import type { FaultEffect } from './faults.js';

/** Applies the effects to a finished answer; those that act before the work leave it as it is. */
export function spoil(
  reply: Reply,
  effects: readonly FaultEffect[],
  previous: Reply | undefined,
): Reply | Disconnect {
  let spoilt = reply;
  for (const effect of effects) {
    if (effect.kind === 'reset' && effect.after) return { disconnect: true, reply: null, bytes: 0 };
    if (effect.kind === 'truncate') {
      return { disconnect: true, reply: spoilt, bytes: effect.bytes ?? Math.floor(spoilt.body.length / 2) };
    }
    spoilt = spoilOnce(spoilt, effect, previous);
  }
  return spoilt;
}

const htmlPage =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

function spoilOnce(reply: Reply, effect: FaultEffect, previous: Reply | undefined): Reply {
  switch (effect.kind) {
    case 'html':
      return bodyReply(effect.status ?? 502, htmlPage, 'text/html');
    case 'redirect':
      return emptyReply(effect.status ?? 307, { location: effect.location });
    case 'flood':
      return flood(effect.bytes, effect.gzip ?? false);
    case 'drip':
      return { ...reply, dripMs: effect.ms };
    case 'emptyBody':
      return emptyReply(effect.status ?? reply.status, { ...reply.headers });
    case 'duplicatePage':
      return previous ?? reply;
    case 'drift':
      return editJson(reply, (body) => replaceMember(body, effect.path.split('.'), effect.value));
    case 'emptyPage':
      return editJson(reply, emptyLists);
    case 'totalCount':
      return editJson(reply, (body) => lieAboutTotal(body, effect.value));
    case 'delay':
    case 'error':
    case 'kill':
    case 'misissue':
    case 'reset':
    case 'throttle':
    case 'truncate':
      return reply;
  }
}

function flood(bytes: number, isCompressed: boolean): Reply {
  const body = Buffer.alloc(bytes, ' ');
  if (!isCompressed) return bodyReply(200, body, 'text/plain');
  return bodyReply(200, gzipSync(body), 'text/plain', { 'content-encoding': 'gzip' });
}

function editJson(reply: Reply, edit: (body: unknown) => unknown): Reply {
  if (reply.status !== 200 || reply.body.length === 0) return reply;
  const body: unknown = JSON.parse(reply.body.toString('utf8'));
  return { ...reply, body: Buffer.from(JSON.stringify(edit(body))) };
}

function replaceMember(body: unknown, path: readonly string[], value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(body)) {
    return body.map((item, index) => (String(index) === head ? replaceMember(item, rest, value) : item));
  }
  if (!isRecord(body)) return body;
  return { ...body, [head]: replaceMember(body[head], rest, value) };
}

function emptyLists(body: unknown): unknown {
  if (Array.isArray(body)) return [];
  if (!isRecord(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
  );
}

function lieAboutTotal(body: unknown, total: number): unknown {
  if (!isRecord(body)) return body;
  const lie = (value: unknown) =>
    isRecord(value) && 'total_count' in value ? { ...value, total_count: total } : value;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, lie(value)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
