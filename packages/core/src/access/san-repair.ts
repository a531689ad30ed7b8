import { randomUUID } from 'node:crypto';
import type { AccessApi, Ack } from '../cloud/ack/api.js';
import type { Journal } from '../journal/journal.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ServerNames } from '../machine/api-server/server-names.js';
import type { Clock } from '../machine/clock.js';
import type { Cluster, ClusterDetail } from '../words/cluster.js';
import { allEndpoints, serverOf } from '../words/endpoints.js';
import { AckringError, type RefuseWhenReadOnly } from '../words/errors.js';
import { say } from '../words/say.js';
import {
  applySan,
  hostOf,
  lookAtServers,
  planSan,
  type SanOptions,
  type SanOutcome,
  type SanPlan,
} from './san.js';

/** The names in an API server's certificate against those dialled, and what to do about it. */
export interface SanProposal {
  readonly cluster: ClusterDetail;
  /** The endpoint of the handshake. */
  readonly server: string;
  readonly presented: readonly string[];
  readonly dialled: readonly string[];
  readonly plan: SanPlan;
}

/** Adding the names that an API server is dialled by to its certificate. */
export interface SanRepair {
  /** Reads the certificate that its endpoints present. Throws Unreachable if none answers. */
  planSan(
    cluster: Cluster,
    options: { names: readonly string[]; signal?: AbortSignal },
  ): Promise<SanProposal>;
  /** Adds the names; the API server restarts. */
  applySan(
    proposal: SanProposal,
    options: Pick<SanOptions, 'confirm' | 'onProgress' | 'signal'>,
  ): Promise<SanOutcome>;
}

export interface SanRepairPorts {
  readonly api: Pick<Ack, 'describeCluster'> & Pick<AccessApi, 'changeSans' | 'describeTask'>;
  readonly names: ServerNames;
  /** Contexts of KUBECONFIG: the hosts they dial have to be named. */
  readonly contexts: () => Promise<{ readonly entries: readonly ContextEntry[] }>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createSanRepair(ports: SanRepairPorts): SanRepair {
  const { api, names, clock, journal } = ports;
  return {
    planSan: async (cluster, { names: added, signal }) => {
      const { entries } = await ports.contexts();
      const detail = await api.describeCluster(cluster, signal);
      const own = entries.flatMap(({ ack, server }) =>
        ack?.clusterId === cluster.id && server !== null ? [server] : [],
      );
      const servers = [...new Set([...allEndpoints(detail.endpoints).map(serverOf), ...own])];
      const look = await lookAtServers(servers, names, signal);
      if (look === null) throw noneAnswers(cluster);
      const dialled = [...new Set([...servers.map(hostOf), ...added])];
      const plan = planSan({ cluster: detail, dialled, presented: look.presented });
      return { cluster: detail, ...look, dialled, plan };
    },
    applySan: async ({ plan, cluster, server }, options) => {
      await ports.refuseWhenReadOnly(say("change an API server's certificate"));
      return applySan({ plan, cluster, server, names, api, clock, journal, ...options, runId: randomUUID() });
    },
  };
}

function noneAnswers({ name }: Cluster): AckringError {
  return new AckringError(
    'Unreachable',
    say('no endpoint of {cluster} answers, so its certificate was not seen', { cluster: name }),
    { remedy: say('Try from inside its VPC, or bind an EIP to its API server.') },
  );
}
