import { randomBytes } from 'node:crypto';
import type { Emulator } from '@ackring/emulator/start';
import { createMarks, type Marks } from './marks.js';

/** A cloud's secrets, and what it received that others may read. */
export interface WatchedCloud {
  /** Everything known so far: call it when the work is done. */
  marks(): Marks;
  /** Requests' paths and queries as in access logs, and everything sent to people and monitors. */
  told(): readonly Told[];
  readonly robot: { readonly url: string; readonly secret: string };
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly bot: { readonly url: string; readonly secret: string };
  /** Their URLs are the only credential. */
  readonly chats: { readonly wecom: string; readonly slack: string; readonly teams: string };
  readonly pager: { readonly url: string; readonly routingKey: string };
  /** The caller's environment with an STS session's credentials instead of an access key. */
  readonly session: Readonly<Record<string, string>>;
}

export interface Told {
  readonly where: string;
  readonly text: string;
}

const receiving = new Set<string>(['dingtalk', 'webhook', 'wecom', 'feishu', 'slack', 'teams']);

/** Watches a cloud from its first key on. */
export function watchCloud(emulator: Emulator, caller: string): WatchedCloud {
  const { dingtalk, webhook, cms, feishu, wecom, slack, teams, pagerduty } = emulator.services;
  const robot = {
    accessToken: randomBytes(32).toString('hex'),
    secret: `SEC${randomBytes(32).toString('hex')}`,
  };
  dingtalk.addRobot(robot);
  const bot = { token: randomBytes(24).toString('hex'), secret: randomBytes(24).toString('base64url') };
  feishu.addBot(bot);
  const hook = {
    token: randomBytes(24).toString('base64url'),
    secret: randomBytes(24).toString('base64url'),
  };
  const keys = watchKeys(emulator);
  const session = openSession(emulator, caller);
  return {
    robot: { url: dingtalk.url(robot), secret: robot.secret },
    webhook: { url: webhook.url(`/hook/${hook.token}`), secret: hook.secret },
    bot: { url: feishu.url(bot), secret: bot.secret },
    chats: { wecom: wecom.url(), slack: slack.url(), teams: teams.url() },
    pager: { url: pagerduty.url(), routingKey: pagerduty.routingKey },
    session,
    marks() {
      const marks = createMarks();
      for (const { name, accessKeys } of emulator.world.identities.all()) {
        for (const { secret } of accessKeys) marks.addSecret(`access key secret of ${name}`, secret);
      }
      for (const { accessKeySecret, securityToken, sessionName } of emulator.world.identities.sessions()) {
        marks.addSecret(`session secret of ${sessionName}`, accessKeySecret);
        marks.addSecret(`session token of ${sessionName}`, securityToken);
      }
      marks.addSecret("robot's token", robot.accessToken);
      marks.addSecret("robot's secret", robot.secret);
      marks.addSecret("bot's token", bot.token);
      marks.addSecret("bot's secret", bot.secret);
      marks.addSecret("wecom's key", new URL(wecom.url()).searchParams.get('key') ?? '');
      marks.addSecret("slack's token", slack.url().split('/').at(-1) ?? '');
      marks.addSecret("workflow's signature", new URL(teams.url()).searchParams.get('sig') ?? '');
      marks.addSecret("pager's routing key", pagerduty.routingKey);
      marks.addSecret("webhook's token", hook.token);
      marks.addSecret("webhook's secret", hook.secret);
      for (const [index, key] of keys.entries()) marks.addKey(`private key ${index}`, key);
      return marks;
    },
    told: () => [
      ...emulator.requests
        .all()
        // A notice has its receiver's token in its own address.
        .filter(({ service }) => !receiving.has(service))
        .map(({ operation, path, query }) => ({
          where: `address of ${operation}`,
          text: `${path}?${query}`,
        })),
      ...dingtalk.messages.map(({ title, text }) => ({ where: 'DingTalk', text: `${title}\n${text}` })),
      ...wecom.messages.map(({ content }) => ({ where: 'WeCom', text: content })),
      ...feishu.messages.map(({ lines }) => ({ where: 'Feishu', text: lines.join('\n') })),
      ...slack.messages.map(({ text, blocks }) => ({ where: 'Slack', text: [text, ...blocks].join('\n') })),
      ...teams.cards.map(({ lines }) => ({ where: 'Teams', text: lines.join('\n') })),
      ...pagerduty.alerts.map((alert) => ({ where: 'PagerDuty', text: JSON.stringify(alert) })),
      ...webhook.deliveries.map(({ headers, text }) => ({
        where: 'webhook',
        text: `${JSON.stringify(headers)}\n${text}`,
      })),
      ...cms.events.map((event) => ({ where: 'CloudMonitor', text: JSON.stringify(event) })),
    ],
  };
}

/** Every private key made from here on, for anybody. */
function watchKeys({ world }: Emulator) {
  const keys: Awaited<ReturnType<typeof world.keys.take>>['privateKey'][] = [];
  const take = world.keys.take;
  world.keys.take = async () => {
    const pair = await take();
    keys.push(pair.privateKey);
    return pair;
  };
  return keys;
}

function openSession({ world, clock, environment }: Emulator, caller: string): Record<string, string> {
  const identity = world.identities.byName(caller);
  if (identity === undefined) throw new Error(`nobody is called ${caller}`);
  const expires = new Date(clock.now().getTime() + 3_600_000);
  const session = world.identities.openSession(identity, { name: 'desk', expires });
  return {
    ...environment,
    ALIBABA_CLOUD_ACCESS_KEY_ID: session.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: session.accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: session.securityToken,
  };
}
