import { randomUUID } from 'node:crypto';
import type { SanOutcome } from '@ackring/core/access/san/san';
import type { Cluster } from '@ackring/core/cluster';
import { allEndpoints } from '@ackring/core/endpoints';
import { AckringError } from '@ackring/core/errors';
import type { IncidentServices, SanProposal } from '../services.js';
import { type IncidentWiring, surroundings } from './incident-world.js';

export async function applySan(
  wiring: IncidentWiring,
  { plan, cluster, server }: SanProposal,
  options: Parameters<IncidentServices['applySan']>[1],
): Promise<SanOutcome> {
  await wiring.refuseWhenReadOnly("change an API server's certificate");
  const [{ applySan: apply }, { createServerNames }, around] = await Promise.all([
    import('@ackring/core/access/san/san'),
    import('@ackring/core/adapters/api-server/server-names'),
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
  const [{ planSan: plan }, { createServerNames }, { api }, { entries }] = await Promise.all([
    import('@ackring/core/access/san/san-plan'),
    import('@ackring/core/adapters/api-server/server-names'),
    surroundings(wiring),
    wiring.contexts(),
  ]);
  const detail = await api.describeCluster(cluster, signal);
  const servers = allEndpoints(detail.endpoints);
  const own = entries.flatMap(({ ack, server }) =>
    ack?.clusterId === cluster.id && server !== null ? [server] : [],
  );
  const asked = createServerNames({ environment: wiring.environment });
  const bounds = { timeoutMs: 10_000, ...(signal === undefined ? {} : { signal }) };
  for (const server of [...servers, ...own]) {
    const presented = await asked.presented({ server, proxyUrl: null, tlsServerName: null }, bounds);
    if (presented === null) continue;
    const dialled = [...new Set([...[...servers, ...own].map(hostOf), ...names])];
    return {
      cluster: detail,
      server,
      presented,
      dialled,
      plan: plan({ cluster: detail, dialled, presented }),
    };
  }
  throw new AckringError(
    'Unreachable',
    `no endpoint of ${cluster.name} answers, so its certificate was not seen`,
    {
      remedy: 'Try from inside its VPC, or bind an EIP to its API server.',
    },
  );
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : server;
}
