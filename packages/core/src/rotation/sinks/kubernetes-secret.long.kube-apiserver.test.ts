import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { writesBesideNeighbours } from '@ackring/testkit/rotation/secret-neighbours';
import test from 'ava';

/** Each of eight writers stages and promotes so often: a thousand writes in all by ACKRING_FUZZ_ROUNDS=63. */
const rounds = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? 16);

for (const installed of installedApiServers()) {
  test.serial(`kube-apiserver ${installed.version}: our writes do not harm neighbours`, async (t) => {
    // They are synced to a disk one by one.
    t.timeout(1_800_000);
    await using server = await startRealApiServer(installed);
    await server.create('/api/v1/namespaces', { metadata: { name: 'ci' } });
    await writesBesideNeighbours(t, server.admin, { rounds });
  });
}
