import { createKmsSecrets } from '@ackring/core/internal/cloud/kms/kms-secrets';
import { systemClock } from '@ackring/core/internal/machine/clock';
import type { Emulator } from '@ackring/emulator/start';
import type { WatchedCloud } from './watched-cloud.js';

/** Stores the receivers' addresses and secrets in KMS, where a rotation looks for them. */
export async function storeReceivers(
  emulator: Emulator,
  { robot, webhook, bot, chats, pager }: WatchedCloud,
): Promise<void> {
  const secrets = {
    'ackring/robot': JSON.stringify(robot),
    'ackring/bot': JSON.stringify(bot),
    'ackring/wecom': chats.wecom,
    'ackring/slack': chats.slack,
    'ackring/teams': chats.teams,
    'ackring/pager': pager.routingKey,
    'ackring/hook': webhook.url,
    'ackring/hook-key': webhook.secret,
  };
  const kms = kmsOf(emulator);
  for (const [name, data] of Object.entries(secrets)) {
    await kms.create({ name, versionId: 'v1', data, description: '', keyId: null, instanceId: null });
  }
}

/** As rotation.yaml names them. */
export const receivers = (pagerUrl: string): string => `
  - {kind: dingtalk, secret: "kms:ackring/robot"}
  - {kind: feishu, secret: "kms:ackring/bot"}
  - {kind: wecom, secret: "kms:ackring/wecom"}
  - {kind: slack, secret: "kms:ackring/slack"}
  - {kind: teams, secret: "kms:ackring/teams"}
  - {kind: pagerduty, secret: "kms:ackring/pager", url: "${pagerUrl}"}
  - {kind: webhook, url: "kms:ackring/hook", secret: "kms:ackring/hook-key"}
  - {kind: cloudMonitor}
`;

function kmsOf({ endpoints, environment }: Emulator) {
  return createKmsSecrets({
    credentials: {
      get: async () => ({
        accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
        accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
        securityToken: null,
      }),
    },
    endpoint: { url: endpoints.kms, protocol: 'http', host: new URL(endpoints.kms).host },
    region: 'cn-hangzhou',
    clock: systemClock,
    limiter: { run: (call) => call() },
  });
}
