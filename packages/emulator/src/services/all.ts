import { createAckService } from '../ack/service.js';
import type { Service, ServiceName } from '../service.js';
import type { World } from '../world/world.js';
import { createCloudMonitor } from './cloud-monitor/cloud-monitor.js';
import { createDingTalk } from './dingtalk/dingtalk.js';
import { createFeishu } from './feishu/feishu.js';
import { createFunctionCompute } from './function-compute/function-compute.js';
import { createKms } from './kms/kms.js';
import { createLogService } from './log-service/log-service.js';
import { createOss } from './oss/oss.js';
import { createPagerDuty } from './pagerduty/pagerduty.js';
import { createSlack } from './slack/slack.js';
import { createSts } from './sts/sts.js';
import { createTeams } from './teams/teams.js';
import { createWebhook } from './webhook/webhook.js';
import { createWeCom } from './wecom/wecom.js';

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
