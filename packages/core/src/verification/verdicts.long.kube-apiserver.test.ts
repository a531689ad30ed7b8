import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { issueIdentity } from '@ackring/testkit/identities';
import {
  type JudgedServer,
  judgeBehindWebhook,
  judgeEverybody,
  judgeEverybodysRights,
  judgeRevoke,
  judgeWithWebhookDown,
  podReader,
} from '@ackring/testkit/judged-server';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { startWebhookAuthorizer } from '@ackring/testkit/real/webhook-authorizer';
import test from 'ava';

function judgedServer(server: RealApiServer): JudgedServer {
  return {
    ...server,
    issueElsewhere: async (commonName) => {
      const keys = createKeyPool();
      const name = {
        organization: 'hangzhou',
        organizationalUnit: 'alibaba cloud',
        commonName: 'kubernetes',
      };
      // Pools may return the same keys first: this authority has its own.
      const own = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
      const stranger = createAuthority(name, own, new Date(Date.now() - 3_600_000));
      return { ...server.admin, commonName, ...(await issueIdentity(stranger, keys, { commonName })) };
    },
  };
}

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version}: who is accepted, who is not, and what proves nothing`,
    async (t) => {
      await using server = await startRealApiServer(installed);
      await judgeEverybody(t, judgedServer(server));
    },
  );

  test.serial(
    `kube-apiserver ${installed.version}: a revoke is detected, and everybody's rights are nobody’s own`,
    async (t) => {
      await using server = await startRealApiServer(installed);
      await judgeRevoke(t, judgedServer(server));
      await judgeEverybodysRights(t, judgedServer(server));
    },
  );

  test.serial(`kube-apiserver ${installed.version}: behind a webhook no refusal is final`, async (t) => {
    await using webhook = await startWebhookAuthorizer(podReader);
    await using server = await startRealApiServer(installed, webhook.flags);
    await judgeBehindWebhook(t, judgedServer(server));
    await webhook.stop();
    await judgeWithWebhookDown(t, judgedServer(server));
  });
}
