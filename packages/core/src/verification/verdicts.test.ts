import { startEmulatedApiServer } from '@ackring/testkit/emulated-api-server';
import {
  judgeBehindWebhook,
  judgeEverybody,
  judgeEverybodysRights,
  judgeRevoke,
  judgeWithWebhookDown,
  podReader,
} from '@ackring/testkit/judged-server';
import test from 'ava';

for (const version of ['1.37.2', '1.24.17']) {
  test(`the embedded API server ${version}: who is accepted, who is not, and what proves nothing`, async (t) => {
    await using world = await startEmulatedApiServer(version);
    await judgeEverybody(t, world.server);
  });

  test(`the embedded API server ${version}: a revoke is detected by what worked before and does not now`, async (t) => {
    await using world = await startEmulatedApiServer(version);
    await judgeRevoke(t, world.server);
  });

  test(`the embedded API server ${version}: everybody's rights are nobody’s own`, async (t) => {
    await using world = await startEmulatedApiServer(version);
    await judgeEverybodysRights(t, world.server, 'look-around');
  });

  test(`the embedded API server ${version}: behind a webhook no refusal is final`, async (t) => {
    await using world = await startEmulatedApiServer(version, { webhookAuthorizer: { podReader } });
    await judgeBehindWebhook(t, world.server);
    await using broken = await startEmulatedApiServer(version, { webhookAuthorizer: 'down' });
    await judgeWithWebhookDown(t, broken.server);
  });
}
