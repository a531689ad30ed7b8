import { createAckService } from '../ack/service.js';
import type { Service, ServiceName } from '../service.js';
import type { World } from '../world/world.js';
import { createCloudMonitor } from './cloud-monitor.js';
import { createFunctionCompute } from './function-compute/function-compute.js';
import { createKms } from './kms/kms.js';
import { createLogService } from './log-service/log-service.js';
import { createOss } from './oss/oss.js';
import { createDingTalk } from './receivers/dingtalk.js';
import { createFeishu } from './receivers/feishu.js';
import { createPagerDuty } from './receivers/pagerduty.js';
import { createSlack } from './receivers/slack.js';
import { createTeams } from './receivers/teams.js';
import { createWebhook } from './receivers/webhook.js';
import { createWeCom } from './receivers/wecom.js';
import { createSts } from './sts/sts.js';

/** Every service of one world, each with what tests may look into. */
export type Services = ReturnType<typeof createServices>;

/** Makes which code answers for which service. */
export function createServices(world: World) {
  const sls = createLogService(world);
  const oss = createOss(world);
  return {
    cs: createAckService(world),
    kms: createKms(world),
    oss,
    fc: createFunctionCompute(world, sls, oss),
    sts: createSts(world),
    cms: createCloudMonitor(world),
    sls,
    dingtalk: createDingTalk(world),
    webhook: createWebhook(world),
    wecom: createWeCom(world),
    feishu: createFeishu(world),
    slack: createSlack(world),
    teams: createTeams(world),
    pagerduty: createPagerDuty(world),
  } satisfies Record<ServiceName, Service>;
}

/** Everything that was sent out to people and monitors, oldest first: what the control endpoint tells. */
export function receivedBy(services: Services) {
  const { dingtalk, webhook, cms, wecom, feishu, slack, teams, pagerduty } = services;
  return {
    dingtalk: dingtalk.messages,
    webhook: webhook.deliveries,
    cloudMonitor: cms.events,
    wecom: wecom.messages,
    feishu: feishu.messages,
    slack: slack.messages,
    teams: teams.cards,
    pagerduty: pagerduty.alerts,
  };
}
