import { podReader } from '@ackring/testkit/judged-server';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { startWebhookAuthorizer } from '@ackring/testkit/real/webhook-authorizer';
import test from 'ava';
import { holdClaims } from './held-claims.js';
import { accessWorlds, setStage } from './played-world.js';

// The worlds of claims.test.ts on the API servers of Kubernetes itself: so many of each kind, 400 in all by
// ACKRING_FUZZ_ROUNDS=50.
const count = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? 20);

for (const installed of installedApiServers()) {
  for (const [title, everybody] of [
    ['', null],
    [', where everybody may read pods', 'system:authenticated'],
    [', where every certificate may read pods', 'system:users'],
  ] as const)
    test.serial(`no claim is untrue on kube-apiserver ${installed.version}${title}`, async (t) => {
      await using server = await startRealApiServer(installed);
      const stage = await setStage(server, { everybody });
      const held = await holdClaims(accessWorlds(stage), { from: 7_000, count });
      t.is(held.untrue, null);
      t.true(held.needlesslyUnknown <= 0.05 * held.couldBeSeen, JSON.stringify(held));
      t.log(held);
    });

  test.serial(`no claim is untrue on kube-apiserver ${installed.version} behind a webhook`, async (t) => {
    await using webhook = await startWebhookAuthorizer(podReader);
    await using server = await startRealApiServer(installed, webhook.flags);
    const stage = await setStage(server, { webhookReader: podReader });
    const held = await holdClaims(accessWorlds(stage), { from: 7_000, count });
    t.is(held.untrue, null);
    t.log(held);
  });
}
