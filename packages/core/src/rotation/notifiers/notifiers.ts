import { resolveEndpoint } from '../../adapters/openapi/endpoints.js';
import type { RotationPortsOptions } from '../../adapters/rotation-ports-options.js';
import type { Heartbeat, Notifier } from '../alarm/notifier.js';
import type { NotifierConfiguration } from '../configuration.js';
import { readKmsSecret } from '../sinks/kms-secret.js';

/** The notifier a configuration names; its secrets are read from KMS when it has something to send. */
export async function createNotifier(
  notifier: NotifierConfiguration,
  options: RotationPortsOptions,
): Promise<Notifier> {
  switch (notifier.kind) {
    case 'dingtalk': {
      const { createDingTalkNotifier } = await import('./dingtalk.js');
      return createDingTalkNotifier({ readSecret: reader(notifier.secret, options), clock: options.clock });
    }
    case 'webhook': {
      const { createWebhookNotifier } = await import('./webhook.js');
      const readSecret = notifier.secret === undefined ? null : reader(notifier.secret, options);
      return createWebhookNotifier({ readUrl: reader(notifier.url, options), readSecret });
    }
    case 'cloudMonitor': {
      const { createCloudMonitorNotifier } = await import('./cloud-monitor.js');
      const { credentials, environment, clock, audience } = options;
      const region = notifier.region ?? options.region;
      const endpoint = resolveEndpoint('cms', region, environment);
      const limiter = options.limiterOf('cms');
      const groupId = notifier.groupId ?? null;
      const shared = { credentials, endpoint, region, clock, limiter, audience };
      return createCloudMonitorNotifier({ ...shared, groupId });
    }
  }
}

/** Where the end of each run is told, if the configuration names a place. */
export async function openHeartbeat(options: RotationPortsOptions): Promise<Heartbeat | null> {
  const { heartbeat } = options.configuration;
  if (heartbeat === undefined) return null;
  const { createHeartbeat } = await import('./heartbeat.js');
  return createHeartbeat(reader(heartbeat, options));
}

const kms = 'kms:';

/** Reads what a setting names: `kms:<secret>` from KMS, anything else is the value itself. */
function reader(setting: string, options: RotationPortsOptions): () => Promise<string> {
  if (!setting.startsWith(kms)) return async () => setting;
  return async () => (await readKmsSecret(options, setting.slice(kms.length))).trim();
}
