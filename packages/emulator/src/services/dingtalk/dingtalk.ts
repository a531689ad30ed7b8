import { timingSafeEqual } from 'node:crypto';
import { isSignedNow } from '../../acs3/signed-at.js';
import { jsonReply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { Service } from '../../service.js';
import type { World } from '../../world/world.js';
import { createPace, type Pace } from '../pace.js';
import { type DingTalkMessage, readMessage } from './message.js';
import { type Answer, answers, type Robot, robotSign } from './robot.js';

/** DingTalk's group robots with signed requests, and what they received. */
export interface DingTalk extends Service {
  /** The robot that is there from the start. */
  readonly robot: Robot & { readonly secret: string };
  /** Oldest first. */
  readonly messages: readonly DingTalkMessage[];
  addRobot(robot: Robot): void;
  /** Where a robot's owner posts: the URL the console shows, on this cloud. */
  url(robot?: Robot): string;
}

/** Twenty messages a minute, and ten minutes of silence for whoever sends more. */
const limits = { most: 20, withinMs: 60_000, penaltyMs: 600_000 };
const hourMs = 3_600_000;
const firstRobot = { accessToken: 'a1'.repeat(32), secret: `SEC${'b2'.repeat(32)}` };

/** Makes the service for one world. */
export function createDingTalk(world: World): DingTalk {
  const robots = new Map<string, { robot: Robot; pace: Pace }>();
  const messages: DingTalkMessage[] = [];
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
