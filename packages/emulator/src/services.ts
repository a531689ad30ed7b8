import { createAckService } from './ack/service.js';
import type { RequestLog } from './http/request-log.js';
import type { ServiceName } from './http/service-names.js';
import { createAckOne } from './services/ack-one/ack-one.js';
import { createFunctionCompute } from './services/function-compute/function-compute.js';
import { createKms } from './services/kms/kms.js';
import { createLogService } from './services/log-service/log-service.js';
import { createOss } from './services/oss/oss.js';
import { createCloudMonitor } from './services/receivers/cloud-monitor.js';
import { createDingTalk } from './services/receivers/dingtalk.js';
import { createFeishu } from './services/receivers/feishu.js';
import { createPagerDuty } from './services/receivers/pagerduty.js';
import { createSlack } from './services/receivers/slack.js';
import { createTeams } from './services/receivers/teams.js';
import { createWebhook } from './services/receivers/webhook.js';
import { createWeCom } from './services/receivers/wecom.js';
import { createResourceDirectory } from './services/resource-directory/resource-directory.js';
import type { Service } from './services/service.js';
import { createSts } from './services/sts/sts.js';
import { createActionTrail } from './strangers/action-trail.js';
import { readOlderLogSignature } from './strangers/log-signature-v1.js';
import { multipart } from './strangers/multipart.js';
import { keysAndGroups } from './strangers/ram/groups.js';
import { createRam } from './strangers/ram/ram.js';
import { alsoInXml } from './strangers/xml-answers.js';
import type { World } from './world/world.js';

/** Every service of one world, each with what tests may inspect. */
export type Services = ReturnType<typeof createServices>;

/** Maps services to the code that answers for them. */
export function createServices(world: World, requests: Pick<RequestLog, 'all'>) {
  const sls = createLogService(world, readOlderLogSignature);
  const kms = alsoInXml(createKms(world));
  const oss = createOss(world, kms.keys, multipart);
  return {
    cs: createAckService(world),
    kms,
    oss,
    fc: createFunctionCompute(world, sls, oss),
    sts: alsoInXml(createSts(world)),
    cms: alsoInXml(createCloudMonitor(world)),
    sls,
    rd: alsoInXml(createResourceDirectory(world)),
    adcp: alsoInXml(createAckOne(world)),
    dingtalk: createDingTalk(world),
    webhook: createWebhook(world),
    wecom: createWeCom(world),
    feishu: createFeishu(world),
    slack: createSlack(world),
    teams: createTeams(world),
    pagerduty: createPagerDuty(world),
    ram: alsoInXml(createRam(world, keysAndGroups(world))),
    actiontrail: alsoInXml(createActionTrail(world, requests)),
  } satisfies Record<ServiceName, Service>;
}

/** Everything sent to people and monitors, oldest first, for the control endpoint. */
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
