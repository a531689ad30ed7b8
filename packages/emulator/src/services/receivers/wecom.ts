import { randomUUID } from 'node:crypto';
import { jsonReply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { asObject, createPace, jsonObject, markdownLinks } from './receiver.js';

/** A message that a group's robot posted. */
export interface WeComMessage {
  readonly receivedAt: Date;
  readonly msgtype: string;
  readonly content: string;
  /** Mentions: `@all` or the userids of `<@userid>`. */
  readonly mentions: readonly string[];
  readonly links: readonly string[];
}

/** WeCom's group robots, and what they received. */
export interface WeCom extends Service {
  /** Oldest first. */
  readonly messages: readonly WeComMessage[];
  /** Where a robot's owner posts: the URL the console shows, on this cloud. */
  url(key?: string): string;
}

/** Its answers, all with HTTP status 200; the code has the outcome. */
const answers = {
  ok: { errcode: 0, errmsg: 'ok' },
  busy: { errcode: -1, errmsg: 'system busy' },
  unknownKey: { errcode: 93000, errmsg: 'invalid webhook url' },
  badType: { errcode: 40008, errmsg: 'invalid message type' },
  badBody: { errcode: 40058, errmsg: 'invalid request parameter' },
  tooFast: { errcode: 45009, errmsg: 'api freq out of limit' },
} as const;

/** Bytes of `content` by type, see https://developer.work.weixin.qq.com/document/path/91770 . */
const longest: Readonly<Record<string, number>> = { text: 2_048, markdown: 4_096 };
const limits = { most: 20, withinMs: 60_000 };

/** Creates the service for one world. */
export function createWeCom(world: World): WeCom {
  const messages: WeComMessage[] = [];
  const firstKey = randomUUID();
  const pace = createPace(limits);
  function receive(request: ServiceRequest): (typeof answers)[keyof typeof answers] {
    const isSend = request.method === 'POST' && request.path === '/cgi-bin/webhook/send';
    if (!isSend || request.query.get('key') !== firstKey) return answers.unknownKey;
    const body = jsonObject(request.body);
    const msgtype = String(body?.['msgtype'] ?? '');
    const mostBytes = longest[msgtype];
    if (body === null || mostBytes === undefined) return answers.badType;
    const content = asObject(body[msgtype])?.['content'];
    if (typeof content !== 'string' || content === '') return answers.badBody;
    if (Buffer.byteLength(content) > mostBytes) return answers.badBody;
    if (!pace.take(world.clock.now())) return answers.tooFast;
    const mentions = [...content.matchAll(/<@([^>]+)>/g).map(([, who = '']) => who)];
    const links = markdownLinks(content);
    messages.push({ receivedAt: world.clock.now(), msgtype, content, mentions, links });
    return answers.ok;
  }
  return {
    messages,
    url: (key = firstKey) => `${world.endpoints.wecom}/cgi-bin/webhook/send?key=${key}`,
    operations: [
      {
        operation: 'WeComSend',
        method: 'POST',
        pattern: '/cgi-bin/webhook/send',
        assumed: 'which codes a wrong body, type or key get',
      },
    ],
    operation: () => 'WeComSend',
    handle: (request) => jsonReply(200, receive(request)),
    renderError: (error) =>
      error.code.includes('Throttling')
        ? jsonReply(200, answers.tooFast)
        : jsonReply(error.status, answers.busy),
  };
}
