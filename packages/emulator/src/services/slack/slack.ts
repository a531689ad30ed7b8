import { bodyReply, type Reply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { Service } from '../../service.js';
import type { World } from '../../world/world.js';
import { jsonObject } from '../json-object.js';
import { createPace } from '../pace.js';
import { readSlackMessage, type SlackText } from './message.js';

/** A message that a webhook brought to its channel. */
export interface SlackMessage extends SlackText {
  readonly receivedAt: Date;
}

/** Slack's incoming webhooks, and what they received. */
export interface Slack extends Service {
  /** Oldest first. */
  readonly messages: readonly SlackMessage[];
  url(token?: string): string;
}

const firstToken = 'XXXXembeddedXXXXembedded';
const hook = '/services/T0EMBEDDED/B0EMBEDDED/';
/** One message a second, with short bursts: https://docs.slack.dev/apis/web-api/rate-limits . */
const limits = { most: 10, withinMs: 10_000 };

/** Makes the service for one world. */
export function createSlack(world: World): Slack {
  const messages: SlackMessage[] = [];
  const pace = createPace(limits);
  function receive(request: ServiceRequest): Reply {
    if (request.method !== 'POST' || !request.path.startsWith(hook)) return said(404, 'no_service');
    if (request.path.slice(hook.length) !== firstToken) return said(403, 'invalid_token');
    if (!pace.take(world.clock.now())) return said(429, 'rate_limited', { 'retry-after': '1' });
    const body = jsonObject(request.body);
    if (body === null) return said(400, 'invalid_payload');
    const message = readSlackMessage(body);
    if (typeof message === 'string') return said(400, message);
    messages.push({ ...message, receivedAt: world.clock.now() });
    return said(200, 'ok');
  }
  return {
    messages,
    url: (token = firstToken) => `${world.endpoints.slack}${hook}${token}`,
    operations: [
      {
        operation: 'SlackSend',
        method: 'POST',
        pattern: '/services/{workspace}/{app}/{token}',
        assumed: 'how long a burst may be',
      },
    ],
    operation: () => 'SlackSend',
    handle: receive,
    renderError: (error) =>
      error.code.includes('Throttling')
        ? said(429, 'rate_limited', { 'retry-after': '1' })
        : said(error.status, 'rollup_error'),
  };
}

/** It answers a word, not JSON. */
function said(status: number, word: string, headers: Record<string, string> = {}): Reply {
  return bodyReply(status, word, 'text/html', headers);
}
