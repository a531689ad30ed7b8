import { randomUUID } from 'node:crypto';
import type { SanOutcome } from '@ackring/core/access/san';
import type { Cluster } from '@ackring/core/words/cluster';
import { allEndpoints, serverOf } from '@ackring/core/words/endpoints';
import { AckringError } from '@ackring/core/words/errors';
import type { IncidentServices, SanProposal } from '../services.js';
import { type IncidentWiring, surroundings } from './incident-world.js';

export async function applySan(
  wiring: IncidentWiring,
  { plan, cluster, server }: SanProposal,
  options: Parameters<IncidentServices['applySan']>[1],
): Promise<SanOutcome> {
  await wiring.refuseWhenReadOnly("change an API server's certificate");
  const [{ applySan: apply }, { createServerNames }, around] = await Promise.all([
    import('@ackring/core/access/san'),
    import('@ackring/core/machine/api-server/server-names'),
    surroundings(wiring),
  ]);
  const names = createServerNames({ environment: wiring.environment });
  return apply({ plan, cluster, server, names, ...around, ...options, runId: randomUUID() });
}

export async function planSan(
  wiring: IncidentWiring,
  cluster: Cluster,
  { names, signal }: Parameters<IncidentServices['planSan']>[1],
): Promise<SanProposal> {
  const [{ planSan: plan }, { hostOf, lookAtServers }, { createServerNames }, { api }, { entries }] =
    await Promise.all([
      import('@ackring/core/access/san'),
      import('@ackring/core/access/san'),
      import('@ackring/core/machine/api-server/server-names'),
      surroundings(wiring),
      wiring.contexts(),
    ]);
  const detail = await api.describeCluster(cluster, signal);
  const own = entries.flatMap(({ ack, server }) =>
    ack?.clusterId === cluster.id && server !== null ? [server] : [],
  );
  const servers = [...new Set([...allEndpoints(detail.endpoints).map(serverOf), ...own])];
  const look = await lookAtServers(servers, createServerNames({ environment: wiring.environment }), signal);
  if (look === null) throw noneAnswers(cluster);
  const dialled = [...new Set([...servers.map(hostOf), ...names])];
  return {
    cluster: detail,
    ...look,
    dialled,
    plan: plan({ cluster: detail, dialled, presented: look.presented }),
  };
}

function noneAnswers({ name }: Cluster): AckringError {
  return new AckringError('Unreachable', `no endpoint of ${name} answers, so its certificate was not seen`, {
    remedy: 'Try from inside its VPC, or bind an EIP to its API server.',
  });
}
