import type { CallerIdentity } from '@ackring/core/adapters/credentials/sts';
import type { Cluster } from '@ackring/core/cluster';
import { resolveAccess } from '@ackring/core/endpoints';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Ack, ClusterRef } from '@ackring/core/ports';
import { lazy } from './lazy.js';

type NamingAck = Pick<Ack, 'describeCluster' | 'fetchKubeconfig'>;
type NamedCluster = ClusterRef & Partial<Pick<Cluster, 'endpoints'>>;

export interface CurrentNameWiring {
  readonly cloud: () => Promise<{ readonly ack: NamingAck }>;
  readonly callerIdentity: (signal?: AbortSignal) => Promise<CallerIdentity>;
}

export type CurrentNameOf = (
  entry: ContextEntry,
  cluster: Cluster | null,
  signal: AbortSignal | undefined,
) => Promise<string | null>;

/** The shortest the cloud issues; it is read for its name and kept nowhere. */
const durationMinutes = 15;
/** The verdict is there without it: it waits no longer than the API server was waited for. */
const timeoutMs = 10_000;

/**
 * Asks the cloud for the common name that the caller's certificates of a cluster carry now, each cluster once.
 * A temporary kubeconfig leaves the long-term one alone and carries the same name. Null for somebody else's
 * certificate, whose kubeconfig nobody but its holder is given; in read-only mode nothing is issued, and it throws.
 */
export function currentNames({ cloud, callerIdentity }: CurrentNameWiring): CurrentNameOf {
  const caller = lazy(() => callerIdentity());
  const known = new Map<string, Promise<string | null>>();
  return async (entry, cluster, signal) => {
    const clusterId = entry.ack?.clusterId ?? null;
    const region = cluster?.region ?? entry.ack?.region ?? null;
    if (entry.credential.kind !== 'certificate' || clusterId === null || region === null) return null;
    const [{ isCallers }, { uid, type }] = await Promise.all([
      import('@ackring/core/access/revoke/sink-place'),
      caller(),
    ]);
    const whose = { callerUid: uid, isAccountRoot: type === 'root' };
    if (!isCallers(entry.credential.uid, whose)) return null;
    const ref = cluster ?? { id: clusterId, region };
    const asked = known.get(clusterId) ?? cloud().then(({ ack }) => nameIn(ack, ref, entry, signal));
    known.set(clusterId, asked);
    return asked;
  };
}

async function nameIn(
  ack: NamingAck,
  cluster: NamedCluster,
  entry: ContextEntry,
  outer: AbortSignal | undefined,
): Promise<string | null> {
  const bounds = [AbortSignal.timeout(timeoutMs), ...(outer === undefined ? [] : [outer])];
  const signal = AbortSignal.any(bounds);
  const endpoints = cluster.endpoints ?? (await ack.describeCluster(cluster, signal)).endpoints;
  // A cluster without an endpoint is refused by the cloud, in its own words.
  const access = resolveAccess(endpoints, entry.ack?.access ?? 'auto') ?? resolveAccess(endpoints, 'auto');
  const asked = { cluster, access: access ?? ('private' as const), durationMinutes };
  const { yaml } = await ack.fetchKubeconfig(asked, signal);
  const { readCredential } = await import('@ackring/core/rotation/credential/read-credential');
  const { stored } = readCredential(yaml);
  return stored.kind === 'readable' ? stored.facts.certificate.subject.commonName : null;
}
