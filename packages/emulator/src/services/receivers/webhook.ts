import { jsonReply } from '../../http/reply.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';

/** One request that a plain webhook received. */
export interface WebhookDelivery {
  readonly receivedAt: Date;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON, or undefined if it is not. */
  readonly json: unknown;
}

/** A receiver that keeps everything posted to it, at any path. */
export interface Webhook extends Service {
  /** Oldest first. */
  readonly deliveries: readonly WebhookDelivery[];
  url(path?: string): string;
}

/** Creates the service for one world. */
export function createWebhook(world: World): Webhook {
  const deliveries: WebhookDelivery[] = [];
  return {
    deliveries,
    url: (path = '/hook') => `${world.endpoints.webhook}${path}`,
    operations: [{ operation: 'Webhook', method: 'POST', pattern: '/{path}' }],
    operation: () => 'Webhook',
    handle(request) {
      const { method, path, query, headers, body } = request;
      const text = body.toString('utf8');
      const receivedAt = world.clock.now();
      deliveries.push({
        receivedAt,
        method,
        path,
        query: query.toString(),
        headers,
        text,
        json: jsonOf(text),
      });
      return jsonReply(200, { ok: true });
    },
    renderError: (error) => jsonReply(error.status, { ok: false, error: error.code }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
