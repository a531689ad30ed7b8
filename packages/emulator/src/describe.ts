import { defaultInstanceId, defaultKeyId } from './services/kms/kms.js';
import { defaultBucket } from './services/oss/oss.js';
import type { Emulator } from './start.js';
import type { ClusterRecord } from './world/cluster.js';

/** A fleet past this size is not told cluster by cluster: its authorities would take minutes to make. */
const toldClusters = 100;

/** Everything needed to use a running cloud: what the program prints and the control endpoint tells. */
export async function describeEmulator(emulator: Emulator) {
  const { endpoints, controlToken, environment, accountId, identities, world, services } = emulator;
  const clusters = world.clusters.size > toldClusters ? [] : [...world.clusters.all()];
  return {
    endpoints,
    controlToken,
    environment,
    accountId,
    now: world.clock.now().toISOString(),
    identities,
    receivers: {
      dingtalk: { url: services.dingtalk.url(), secret: services.dingtalk.robot.secret },
      webhook: { url: services.webhook.url() },
      wecom: { url: services.wecom.url() },
      feishu: { url: services.feishu.url(), secret: services.feishu.bot.secret },
      slack: { url: services.slack.url() },
      teams: { url: services.teams.url() },
      pagerduty: { url: services.pagerduty.url(), routingKey: services.pagerduty.routingKey },
    },
    stores: {
      oss: { bucket: defaultBucket },
      kms: { instanceId: defaultInstanceId, keyId: defaultKeyId },
    },
    clusters: await Promise.all(clusters.map((cluster) => describeCluster(emulator, cluster))),
  };
}

async function describeCluster({ world }: Emulator, cluster: ClusterRecord) {
  const [urls, authorities] = await Promise.all([
    world.apiServers.urls(cluster),
    world.authorities.of(cluster),
  ]);
  const { id, name, region, state } = cluster;
  return { id, name, region, state, endpoints: urls, certificateAuthority: authorities.server.certificate };
}
