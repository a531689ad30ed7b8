import { randomBytes } from 'node:crypto';
import { bodyReply, type Reply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { asList, asObject, createPace, jsonObject } from './receiver.js';

/** A message that a webhook posted to its channel. */
export interface SlackMessage extends SlackText {
  readonly receivedAt: Date;
}

/** Slack's incoming webhooks, and what they received. */
export interface Slack extends Service {
  /** Oldest first. */
  readonly messages: readonly SlackMessage[];
  url(token?: string): string;
}

const hook = '/services/T0EMBEDDED/B0EMBEDDED/';

/** One message per second, with short bursts: https://docs.slack.dev/apis/web-api/rate-limits . */
const limits = { most: 10, withinMs: 10_000 };

/** Creates the service for one world. */
export function createSlack(world: World): Slack {
  const messages: SlackMessage[] = [];
  const firstToken = randomBytes(12).toString('hex');
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

/** It answers with a word, not JSON. */
function said(status: number, word: string, headers: Record<string, string> = {}): Reply {
  return bodyReply(status, word, 'text/html', headers);
}

/** What people in a channel see of a message. */
interface SlackText {
  /** What a phone shows. */
  readonly text: string;
  /** One entry per block; entities are decoded as in the app. */
  readonly blocks: readonly string[];
  /** Mentions: `!channel`, `@U…`. */
  readonly mentions: readonly string[];
  readonly links: readonly string[];
}

/** By type of block, of its text: https://docs.slack.dev/reference/block-kit/blocks . */
const longest: Readonly<Record<string, number>> = { header: 150, section: 3_000, context: 2_000 };

const mostBlocks = 50;

/** Of all blocks; undocumented, but reported by senders (slackapi/bolt-js issue 2509). */
const mostCharacters = 13_000;

/** Parses a body, or returns the word of Slack's refusal. */
function readSlackMessage(body: Readonly<Record<string, unknown>>): SlackText | string {
  const { text } = body;
  if (typeof text !== 'string' || text === '') return 'no_text';
  const blocks = asList(body['blocks']).map((block) => asObject(block) ?? {});
  if (blocks.length > mostBlocks) return 'invalid_blocks';
  const texts = blocks.map(textsOf);
  if (texts.some((all, index) => !isShort(all, String(blocks[index]?.['type'] ?? '')))) {
    return 'invalid_blocks';
  }
  if (JSON.stringify(blocks).length > mostCharacters) return 'msg_blocks_too_long';
  const sources = [text, ...texts.flat()];
  const marked = sources.flatMap((source) =>
    [...source.matchAll(/<([^<>]+)>/g)].map(([, mark = '']) => mark),
  );
  return {
    text: decoded(text),
    blocks: texts.map((all) => all.map(decoded).join('\n')),
    mentions: marked.filter((mark) => /^[!@#]/.test(mark)),
    links: marked.filter((mark) => /^(https?|mailto):/.test(mark)),
  };
}

function textsOf(block: Readonly<Record<string, unknown>>): readonly string[] {
  const objects = [block['text'], ...asList(block['elements'])].map(asObject);
  return objects.flatMap((object) => (typeof object?.['text'] === 'string' ? [object['text']] : []));
}

function isShort(texts: readonly string[], type: string): boolean {
  const most = longest[type];
  return most !== undefined && texts.length > 0 && texts.every(({ length }) => length > 0 && length <= most);
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
