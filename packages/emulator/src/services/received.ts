import type { Services } from './all.js';

/** Everything that was sent out to people and monitors, oldest first: what the control endpoint tells. */
export function receivedBy({ dingtalk, webhook, cms }: Services) {
  return { dingtalk: dingtalk.messages, webhook: webhook.deliveries, cloudMonitor: cms.events };
}
