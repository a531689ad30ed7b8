import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import { resolveAccess } from '@ackring/core/endpoints';
import { AckringError } from '@ackring/core/errors';
import type { ProofPorts } from '@ackring/core/fetch/fetch-proved';
import type { IssuedRenewal, RenewalPorts } from '@ackring/core/kubeconfig/renew';
import type { DueRenewal, RenewalSource } from '@ackring/core/kubeconfig/renewal-plan';
import type { Verdict } from '@ackring/core/verification/verdict';
import type { Services } from '../services.js';
import type { Cloud } from './cloud.js';

export interface RenewalWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly files: () => Promise<KubeconfigFiles>;
  readonly now: () => Date;
  readonly verify: Services['verify'];
  readonly findCluster: Services['findCluster'];
  readonly proofs: ProofPorts;
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
}

/** Renewing local contexts on real files and the real cloud. */
export function renewalServices(wiring: RenewalWiring): Pick<Services, 'planRenewals' | 'renew'> {
  return {
    planRenewals: async ({ files, contexts }) => {
      const [{ planRenewals }, store] = await Promise.all([
        import('@ackring/core/kubeconfig/renewal-plan'),
        wiring.files(),
      ]);
      const { kubeconfigs, problems } = await store.readAll(files);
      const [problem] = problems;
      if (problem !== undefined && kubeconfigs.length === 0) throw problem.error;
      return { decisions: planRenewals(kubeconfigs, { now: wiring.now(), contexts }), problems };
    },
    renew: (dues, { signal } = {}) => renew(dues, wiring, signal),
  };
}

async function* renew(
  dues: readonly DueRenewal[],
  wiring: RenewalWiring,
  signal: AbortSignal | undefined,
): ReturnType<Services['renew']> {
  await wiring.refuseWhenReadOnly('renew a context');
  const [{ renewContexts }, store] = await Promise.all([
    import('@ackring/core/kubeconfig/renew'),
    wiring.files(),
  ]);
  const ports: RenewalPorts = {
    fetch: (source) => fetchLongTerm(source, wiring, signal),
    edit: async (file, summary, change) => {
      await store.edit(file, change, { summary });
    },
    verify: (context) => verifyOne(dues, context, wiring, signal),
  };
  for await (const outcome of renewContexts(dues, ports, signal)) {
    // A cache that cannot be emptied ends by itself within days, and the renewal is done.
    if (outcome.kind === 'renewed') {
      await wiring.forgetCluster(outcome.due.source.clusterId).catch(() => undefined);
    }
    yield outcome;
  }
}

async function fetchLongTerm(
  { clusterId, access }: RenewalSource,
  { cloud, findCluster, proofs, now }: RenewalWiring,
  signal: AbortSignal | undefined,
): Promise<IssuedRenewal> {
  const cluster = await findCluster(clusterId, signal === undefined ? {} : { signal });
  const [{ fetchProved }, { ack }] = await Promise.all([import('@ackring/core/fetch/fetch-proved'), cloud()]);
  const { endpoints } = cluster;
  // The certificate is the same whichever endpoint it is asked for with, and the context keeps its server.
  const resolved = resolveAccess(endpoints, access) ?? resolveAccess(endpoints, 'auto');
  if (resolved === null) {
    const { endpointMissing } = await import('@ackring/core/fetch/plan');
    throw endpointMissing(cluster, access);
  }
  const request = { cluster, endpoints, access: resolved, durationMinutes: null };
  return fetchProved(request, { ack, clock: { now }, ...proofs }, signal);
}

async function verifyOne(
  dues: readonly DueRenewal[],
  context: string,
  { verify }: RenewalWiring,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const entries = dues.flatMap(({ entry }) => (entry.context === context ? [entry] : []));
  for await (const verdict of verify(entries, signal === undefined ? {} : { signal })) return verdict;
  throw new AckringError('Internal', 'nothing was verified', { remedy: 'Report this.' });
}
