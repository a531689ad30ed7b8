import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Disconnect } from '../http/listener.js';
import type { Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';
import type { KubernetesReply } from './status.js';

/** Ids of the flow schema and priority level that every request here falls under. */
const flow = {
  'x-kubernetes-pf-flowschema-uid': randomUUID(),
  'x-kubernetes-pf-prioritylevel-uid': randomUUID(),
};

/** What goes over the wire: an answer of the API server, one that a fault spoilt, or a cut connection. */
export type Outcome =
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
export function rendered(body: unknown, { query }: Pick<ServiceRequest, 'query'>): string {
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
