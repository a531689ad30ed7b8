import { once } from 'node:events';
import { trustTokensOf } from '@ackring/emulator/kubernetes/access/authenticate';
import { rrsaProvider } from '@ackring/emulator/world/clusters';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { type CronJobWorld, cronJobWorld, outcomesOf } from '../command-line/cron-job-world.js';

/** In which call it is killed: before anything is kept, between two sinks, and while others are under way. */
const calls = ['DescribeClusterUserKubeconfig', 'CreateSecret', 'PutObject'];

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version} takes the CronJob, and its token is let in by RRSA`,
    async (t) => {
      t.timeout(600_000);
      await using stack = new AsyncDisposableStack();
      const world = await cronJobWorld(t, async ({ world: { clusters } }) => {
        const cluster = clusters.named('ops');
        if (cluster === undefined) throw new Error('no cluster');
        const { issuer } = rrsaProvider(cluster);
        const server = stack.use(
          await startRealApiServer(installed, [
            `--service-account-issuer=${issuer}`,
            '--api-audiences=kubernetes',
          ]),
        );
        trustTokensOf(cluster, server.tokenKey);
        return server.admin;
      });
      for (const operation of calls) t.true(await isKilledIn(operation, world), operation);
      const { args, environment } = await world.container();
      const run = await world.ackring.run(args, { environment });
      t.is(run.code, 0, run.stdout + run.stderr);
      const { counts } = outcomesOf(run.json());
      t.is(counts['failed'], 0);
      // Whose turn it is today is tried: the role has no rights in the clusters, so they are asked for once more.
      await world.ackring.run(args, { environment });
      const again = await world.ackring.run(args, { environment });
      t.like(again.json(), { counts: { kept: 6, skipped: 1 } }, again.stdout);
    },
  );
}

/** A pod that is killed once the cloud has been asked this; false if it never was. */
async function isKilledIn(
  operation: string,
  { emulator, ackring, container }: CronJobWorld,
): Promise<boolean> {
  const { args, environment } = await container();
  const before = emulator.requests.count(operation);
  const child = ackring.start(args, { environment });
  const ended = once(child, 'exit');
  await until(() => child.exitCode !== null || emulator.requests.count(operation) > before);
  child.kill('SIGKILL');
  await ended;
  return emulator.requests.count(operation) > before;
}
