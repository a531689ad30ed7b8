import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { isSignedNow } from '../../gateway/signer.js';
import { jsonReply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { asList, asObject, createPace, jsonObject, type Pace } from './receiver.js';

/** A custom bot as its owner knows it. */
interface FeishuBot {
  readonly token: string;
  /** Null if it verifies no signature. */
  readonly secret: string | null;
  readonly keyword?: string;
}

/** A message that a bot posted to its group. */
export interface FeishuMessage {
  readonly receivedAt: Date;
  readonly locale: string;
  readonly title: string;
  /** One entry per paragraph, as people read it. */
  readonly lines: readonly string[];
  readonly mentions: readonly string[];
  readonly links: readonly string[];
  readonly bytes: number;
}

/** Feishu's custom bots, and what they received. */
export interface Feishu extends Service {
  /** The initial one; it verifies signatures. */
  readonly bot: FeishuBot & { readonly secret: string };
  /** Oldest first. */
  readonly messages: readonly FeishuMessage[];
  addBot(bot: FeishuBot): void;
  url(bot?: FeishuBot): string;
}

const ok = { code: 0, msg: 'success', data: {}, Extra: null, StatusCode: 0, StatusMessage: 'success' };

const refusal = (code: number, msg: string) => ({ code, msg, data: {} });

const answers = {
  badBody: refusal(9499, 'Bad Request'),
  unknownToken: refusal(19001, 'param invalid: incoming webhook access token invalid'),
  badSign: refusal(19021, 'sign match fail or timestamp is not within one hour from current time'),
  noKeyword: refusal(19024, 'Key Words Not Found'),
  tooFast: refusal(11232, 'frequency limited'),
};

const hourMs = 3_600_000;

/** Of the whole body, see https://open.feishu.cn/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN . */
const mostBytes = 20 * 1024;

const limits = { most: 100, withinMs: 60_000 };

const hook = '/open-apis/bot/v2/hook/';

/** Creates the service for one world. */
export function createFeishu(world: World): Feishu {
  const bots = new Map<string, { readonly bot: FeishuBot; readonly pace: Pace }>();
  const messages: FeishuMessage[] = [];
  const firstBot = { token: randomUUID(), secret: randomBytes(9).toString('hex') };
  const addBot = (bot: FeishuBot) => void bots.set(bot.token, { bot, pace: createPace(limits) });
  addBot(firstBot);

  function receive(request: ServiceRequest): object {
    const entry = request.path.startsWith(hook) ? bots.get(request.path.slice(hook.length)) : undefined;
    if (!entry || request.method !== 'POST') return answers.unknownToken;
    const body = jsonObject(request.body);
    if (body === null || request.body.length > mostBytes) return answers.badBody;
    const { secret, keyword } = entry.bot;
    if (secret !== null && !isSigned(body, secret, world)) return answers.badSign;
    const post = readPost(body);
    if (post === null) return answers.badBody;
    if (keyword && ![post.title, ...post.lines].join('\n').includes(keyword)) return answers.noKeyword;
    if (!entry.pace.take(world.clock.now())) return answers.tooFast;
    messages.push({ ...post, receivedAt: world.clock.now(), bytes: request.body.length });
    return ok;
  }

  return {
    bot: firstBot,
    messages,
    addBot,
    url: (bot = firstBot) => `${world.endpoints.feishu}${hook}${bot.token}`,
    operations: [
      {
        operation: 'FeishuSend',
        method: 'POST',
        pattern: '/open-apis/bot/v2/hook/{token}',
        assumed: 'the codes but 0, 19021, 19024, 9499 and 11232',
      },
    ],
    operation: () => 'FeishuSend',
    handle: (request) => jsonReply(200, receive(request)),
    renderError: (error) =>
      error.code.includes('Throttling')
        ? jsonReply(200, answers.tooFast)
        : jsonReply(error.status, refusal(1500, 'internal error')),
  };
}

/** What is usually signed is the key here, and nothing is signed. */
export function feishuSign(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
}

function isSigned(body: Readonly<Record<string, unknown>>, secret: string, world: World): boolean {
  const timestamp = String(body['timestamp'] ?? '');
  if (!/^\d{10}$/.test(timestamp)) return false;
  if (!isSignedNow(world, new Date(Number(timestamp) * 1000), hourMs)) return false;
  return body['sign'] === feishuSign(timestamp, secret);
}

/** The readable parts of a message of type `post` or `text`. */
interface FeishuPost {
  readonly locale: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly mentions: readonly string[];
  readonly links: readonly string[];
}

/** Parses a body, or null if Feishu would not accept it. */
function readPost(body: Readonly<Record<string, unknown>>): FeishuPost | null {
  const content = asObject(body['content']);
  if (content === null) return null;
  if (body['msg_type'] === 'text') return readText(content['text']);
  if (body['msg_type'] !== 'post') return null;
  const [entry] = Object.entries(asObject(content['post']) ?? {});
  const post = asObject(entry?.[1]);
  const paragraphs = asList(post?.['content']).map((line) =>
    asList(line).map((each) => asObject(each) ?? {}),
  );
  if (entry === undefined || post === null || paragraphs.length === 0) return null;
  const elements = paragraphs.flat();
  const all = (tag: string, member: string) =>
    elements.filter((each) => each['tag'] === tag).map((each) => String(each[member] ?? ''));
  return {
    locale: entry[0],
    title: String(post['title'] ?? ''),
    lines: paragraphs.map((line) => line.map((each) => String(each['text'] ?? '')).join('')),
    mentions: all('at', 'user_id'),
    links: all('a', 'href'),
  };
}

/** Mentions are tags in a plain text, and separate elements in a post. */
function readText(text: unknown): FeishuPost | null {
  if (typeof text !== 'string' || text === '') return null;
  const mentions = [...text.matchAll(/<at user_id="([^"]*)">/g).map(([, who = '']) => who)];
  return { locale: '', title: '', lines: text.split('\n'), mentions, links: [] };
}
