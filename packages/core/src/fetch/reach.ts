import type { Ack } from '../cloud/ack/api.js';
import type { Placement } from '../kubeconfig/placement.js';
import type { Clock } from '../machine/clock.js';
import type { ClusterRef } from '../words/cluster.js';
import { allEndpoints, resolveAccess } from '../words/endpoints.js';
import { type ApiServerTarget, targetByCertificate } from '../words/target.js';
import { fetchProved, type ProvedFetchPorts } from './fetch-proved.js';
import { endpointMissing } from './plan.js';

/** How the caller reaches a cluster, by the cloud's word alone. */
export interface Reached {
  readonly placement: Placement;
  /** By a temporary certificate of the caller's own. */
  readonly target: ApiServerTarget;
  /** All that the cluster has. */
  readonly servers: readonly string[];
  /** In the caller's own certificate. */
  readonly commonName: string;
  readonly groups: readonly string[];
}

export interface ReachPorts {
  readonly api: Pick<Ack, 'describeCluster' | 'fetchKubeconfig'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly proofs: Pick<ProvedFetchPorts, 'caller' | 'revoked'>;
}

/** The shortest life that the cloud issues: it is used at once and not kept. */
const durationMinutes = 15;

/** Throws EndpointMissing, IssuedRefused, and like the cloud. */
export async function reachAsCaller(
  cluster: ClusterRef,
  { api, proofs, clock }: ReachPorts,
  signal: AbortSignal | undefined,
): Promise<Reached> {
  const described = await api.describeCluster(cluster, signal);
  const access = resolveAccess(described.endpoints, 'auto');
  if (access === null) throw endpointMissing(described, 'auto');
  const request = { cluster: described, access, durationMinutes, endpoints: described.endpoints };
  const sound = await fetchProved(request, { ack: api, clock, ...proofs }, signal);
  const { subject } = sound.certificate;
  return {
    placement: { cluster: described, authority: sound.certificateAuthority },
    target: targetByCertificate(sound),
    servers: [sound.server, ...allEndpoints(described.endpoints)],
    commonName: subject.commonName,
    groups: subject.organizations,
  };
}

/** Each cluster is reached once, whoever asks; a failure is asked for again. */
export function onceEach<R>(
  reach: (cluster: ClusterRef, signal: AbortSignal | undefined) => Promise<R>,
): typeof reach {
  const reached = new Map<string, Promise<R>>();
  return (cluster, signal) => {
    const asked = reached.get(cluster.id) ?? reach(cluster, signal);
    reached.set(cluster.id, asked);
    asked.catch(() => reached.delete(cluster.id));
    return asked;
  };
}
