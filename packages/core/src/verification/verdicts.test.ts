import { createAuthority } from '@ackring/emulator/pki/certificate';
import type { ApiServerTraits } from '@ackring/emulator/world/cluster';
import { startCloud } from '@ackring/testkit/cloud';
import { type IdentityRequest, issueIdentity } from '@ackring/testkit/identities';
import {
  type JudgedServer,
  judgeBehindWebhook,
  judgeEverybody,
  judgeEverybodysRights,
  judgeRevoke,
  judgeWithWebhookDown,
  podReader,
} from '@ackring/testkit/judged-server';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';

/** The API server of an embedded cluster, queried like a real one. */
async function emulated(version: string, traits: ApiServerTraits = {}) {
  const apiServer = { controllers: false, ...traits };
  const cloud = await startCloud({ clusters: [{ name: 'a', version, apiServer }] });
  const { world } = cloud.emulator;
  const cluster = cloud.cluster('a');
  const authorities = await world.authorities.of(cluster);
  const other = createAuthority(authorities.client.name, await world.keys.take(), cluster.created);
  const [endpoint] = await world.apiServers.open(cluster);
  const base = { server: endpoint?.url ?? '', authority: authorities.server.certificate };
  const issue = async (request: IdentityRequest) => ({
    ...base,
    commonName: request.commonName ?? '',
    ...(await issueIdentity(authorities.client, world.keys, request)),
  });
  const admin = await issue({ commonName: 'admin', organization: 'system:masters' });
  const server: JudgedServer = {
    version,
    admin,
    issue,
    issueElsewhere: async (commonName) => ({
      ...base,
      commonName,
      ...(await issueIdentity(other, world.keys, { commonName })),
    }),
    ask: askKubernetes,
    create: async (path, object) => {
      const answer = await askKubernetes(admin, 'POST', path, object);
      if (answer.status !== 201) throw new Error(`POST ${path}: ${JSON.stringify(answer)}`);
      return answer;
    },
  };
  return { server, [Symbol.asyncDispose]: () => cloud.emulator.stop() };
}

for (const version of ['1.37.2', '1.24.17']) {
  test(`the embedded API server ${version}: who is accepted, who is not, and what proves nothing`, async (t) => {
    await using world = await emulated(version);
    await judgeEverybody(t, world.server);
  });

  test(`the embedded API server ${version}: a revoke is detected by what worked before and does not now`, async (t) => {
    await using world = await emulated(version);
    await judgeRevoke(t, world.server);
  });

  test(`the embedded API server ${version}: everybody's rights are nobody’s own`, async (t) => {
    await using world = await emulated(version);
    await judgeEverybodysRights(t, world.server);
  });

  test(`the embedded API server ${version}: behind a webhook no refusal is final`, async (t) => {
    await using world = await emulated(version, { webhookAuthorizer: { podReader } });
    await judgeBehindWebhook(t, world.server);
    await using broken = await emulated(version, { webhookAuthorizer: 'down' });
    await judgeWithWebhookDown(t, broken.server);
  });
}
