import type { Services } from './all.js';

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
