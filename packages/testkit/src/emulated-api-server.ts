import { createAuthority } from '@ackring/emulator/pki/certificate';
import type { Emulator } from '@ackring/emulator/start';
import type { ApiServerTraits, ClusterRecord } from '@ackring/emulator/world/cluster';
import { startCloud } from './cloud.js';
import { type IdentityRequest, issueIdentity } from './identities.js';
import type { JudgedServer } from './judged-server.js';
import { askKubernetes } from './kubernetes.js';

/** The API server of an embedded cluster, queried like a real one. */
export async function startEmulatedApiServer(version: string, traits: ApiServerTraits = {}) {
  const apiServer = { controllers: false, ...traits };
  const cloud = await startCloud({ clusters: [{ name: 'a', version, apiServer }] });
  const server = await judgedServerOf(cloud.emulator, cloud.cluster('a'), version);
  return { server, [Symbol.asyncDispose]: () => cloud.emulator.stop() };
}

/** One cluster's API server, with an administrator of a test's own. */
export async function judgedServerOf(
  { world }: Pick<Emulator, 'world'>,
  cluster: ClusterRecord,
  version = '1.33.1',
): Promise<JudgedServer> {
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
  return {
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
}
