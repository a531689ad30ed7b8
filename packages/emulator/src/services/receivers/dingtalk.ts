import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isSignedNow } from '../../gateway/signer.js';
import { jsonReply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { createPace, jsonObject, markdownLinks, type Pace } from './receiver.js';

/** DingTalk's group robots with signed requests, and what they received. */
export interface DingTalk extends Service {
  /** The initial robot. */
  readonly robot: Robot & { readonly secret: string };
  /** Oldest first. */
  readonly messages: readonly DingTalkMessage[];
  addRobot(robot: Robot): void;
  /** Where a robot's owner posts: the URL the console shows, on this cloud. */
  url(robot?: Robot): string;
}

/** Twenty messages per minute, and ten minutes of silence beyond that. */
const limits = { most: 20, withinMs: 60_000, penaltyMs: 600_000 };

const hourMs = 3_600_000;

/** Creates the service for one world. */
export function createDingTalk(world: World): DingTalk {
  const robots = new Map<string, { robot: Robot; pace: Pace }>();
  const messages: DingTalkMessage[] = [];
  const hex = () => randomBytes(32).toString('hex');
  const firstRobot = { accessToken: hex(), secret: `SEC${hex()}` };
  const addRobot = (robot: Robot) => void robots.set(robot.accessToken, { robot, pace: createPace(limits) });
  addRobot(firstRobot);

  function receive(request: ServiceRequest): Answer {
    const entry = robots.get(request.query.get('access_token') ?? '');
    if (!entry) return answers.unknownToken;
    const { secret, keyword } = entry.robot;
    const refusal = secret === null ? null : signatureRefusal(request, secret, world);
    if (refusal) return refusal;
    if (!request.headers['content-type']?.startsWith('application/json')) return answers.notJson;
    const message = readMessage(request.body);
    if ('errcode' in message) return message;
    if (keyword && !`${message.title ?? ''}\n${message.text}`.includes(keyword)) return answers.noKeyword;
    if (!entry.pace.take(world.clock.now())) return answers.tooFast;
    messages.push({ ...message, accessToken: entry.robot.accessToken, receivedAt: world.clock.now() });
    return answers.ok;
  }

  return {
    robot: firstRobot,
    messages,
    addRobot,
    url: (robot = firstRobot) => `${world.endpoints.dingtalk}/robot/send?access_token=${robot.accessToken}`,
    operations: [
      {
        operation: 'RobotSend',
        method: 'POST',
        pattern: '/robot/send',
        assumed: 'the codes but 0, 130101 and 310000',
      },
    ],
    operation: (request) => (request.path === '/robot/send' ? 'RobotSend' : 'Unknown'),
    handle: (request) => jsonReply(200, isSend(request) ? receive(request) : answers.unknownToken),
    renderError: (error) =>
      error.code.includes('Throttling')
        ? jsonReply(200, answers.tooFast)
        : jsonReply(error.status, answers.busy),
  };
}

function isSend(request: ServiceRequest): boolean {
  return request.method === 'POST' && request.path === '/robot/send';
}

function signatureRefusal(request: ServiceRequest, secret: string, world: World): Answer | null {
  const timestamp = request.query.get('timestamp') ?? '';
  if (!/^\d{13}$/.test(timestamp) || !isSignedNow(world, new Date(Number(timestamp)), hourMs)) {
    return answers.badTimestamp;
  }
  const [given, right] = [request.query.get('sign') ?? '', robotSign(timestamp, secret)];
  const isRight = given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
  return isRight ? null : answers.badSign;
}

/** A message that a robot posted to its group. */
export interface DingTalkMessage {
  readonly accessToken: string;
  readonly receivedAt: Date;
  readonly msgtype: string;
  /** Null for plain text. */
  readonly title: string | null;
  readonly text: string;
  /** What the app would turn into links: the addresses in it. */
  readonly links: readonly string[];
  /** Everything that was sent, `at` included. */
  readonly body: Readonly<Record<string, unknown>>;
}

const longestBytes = 20_000;

/** The readable parts of a message's body, by type. */
const readable: Readonly<Record<string, { title: string | null; text: string }>> = {
  text: { title: null, text: 'content' },
  markdown: { title: 'title', text: 'text' },
  link: { title: 'title', text: 'text' },
  actionCard: { title: 'title', text: 'text' },
};

/** Parses a body, or returns DingTalk's answer to it. */
function readMessage(body: Buffer): Omit<DingTalkMessage, 'accessToken' | 'receivedAt'> | Answer {
  if (body.length > longestBytes) return answers.tooLong;
  const message = jsonObject(body);
  if (!message) return answers.noMessage;
  const msgtype = String(message['msgtype'] ?? '');
  const parts = Object.hasOwn(readable, msgtype) ? readable[msgtype] : undefined;
  const content = parts && message[msgtype];
  if (!parts || typeof content !== 'object' || content === null) return answers.badMessage;
  const text: unknown = Reflect.get(content, parts.text);
  const title: unknown = parts.title && Reflect.get(content, parts.title);
  if (typeof text !== 'string' || text === '') return answers.noMessage;
  if (parts.title && typeof title !== 'string') return answers.noMessage;
  const links = msgtype === 'markdown' ? markdownLinks(text) : [];
  return { msgtype, title: typeof title === 'string' ? title : null, text, links, body: message };
}

/** A group's robot as its owner knows it: where to post, and the signing secret. */
interface Robot {
  readonly accessToken: string;
  /** Null if its security setting is another. */
  readonly secret: string | null;
  /** What messages must contain, if that is its security setting. */
  readonly keyword?: string;
}

/** DingTalk's answers, all with HTTP status 200; the code has the outcome. */
const answers = {
  ok: { errcode: 0, errmsg: 'ok' },
  busy: { errcode: -1, errmsg: 'system busy' },
  tooFast: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' },
  unknownToken: { errcode: 300001, errmsg: 'token is not exist' },
  badTimestamp: { errcode: 310000, errmsg: 'invalid timestamp' },
  noKeyword: { errcode: 310000, errmsg: 'keywords not in content' },
  badSign: { errcode: 310000, errmsg: 'sign not match' },
  notJson: { errcode: 43004, errmsg: 'invalid http header Content-Type' },
  noMessage: { errcode: 40035, errmsg: 'missing parameter json' },
  badMessage: { errcode: 400105, errmsg: 'unsupported msgtype' },
  tooLong: { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' },
} as const;

type Answer = (typeof answers)[keyof typeof answers];

/** The signature at one instant, base64, before it is put into the query. */
export function robotSign(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}
