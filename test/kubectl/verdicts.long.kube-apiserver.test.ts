import { startAnsweringWorld } from '@ackring/testkit/kubeconfigs/answering-contexts';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import test from 'ava';
import { holdVerdicts } from './verdicts.js';

// The contexts of verdicts.long.kubectl.test.ts on the API servers of Kubernetes itself; kubectl is asked here too.

for (const installed of installedApiServers()) {
  test.serial(`kubectl works with what verify ticks on kube-apiserver ${installed.version}`, async (t) => {
    t.timeout(900_000);
    await using alpha = await startRealApiServer(installed);
    await using beta = await startRealApiServer(installed);
    await using world = await startAnsweringWorld({ alpha, beta });
    const held = await holdVerdicts(world, { from: 500, count: 80, every: 20 });
    const { contexts, ticks, byProgram, falseTicks, falseCrosses } = held;
    t.deepEqual({ falseTicks, falseCrosses }, { falseTicks: [], falseCrosses: [] });
    t.true(ticks >= 16 && contexts - ticks >= 16, `${ticks} of ${contexts}`);
    t.log({ contexts, ticks, byProgram });
  });
}
