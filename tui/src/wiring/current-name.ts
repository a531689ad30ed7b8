import type { AccessApi } from '@ackring/core/access/access-api';
import type { CallerIdentity } from '@ackring/core/adapters/credentials/sts';
import type { Cluster } from '@ackring/core/cluster';
import type { AccessChoice } from '@ackring/core/endpoints';
import type { ProvedFetchPorts } from '@ackring/core/fetch/fetch-proved';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import { lazy } from '@ackring/core/lazy';
import type { Ack, ClusterRef } from '@ackring/core/ports';

type NamingAck = Pick<Ack, 'describeCluster' | 'fetchKubeconfig'>;
type NamespaceAck = Pick<AccessApi, 'listOwnNamespaces'>;
type NamedCluster = ClusterRef & Partial<Pick<Cluster, 'endpoints'>>;

export interface CurrentNameWiring {
  readonly cloud: () => Promise<{ readonly ack: NamingAck & NamespaceAck }>;
  readonly callerIdentity: (signal?: AbortSignal) => Promise<CallerIdentity>;
}

export type CurrentNameOf = (
  entry: ContextEntry,
  cluster: Cluster | null,
  signal: AbortSignal | undefined,
) => Promise<string | null>;

/** The verdict is there without it: it waits no longer than the API server was waited for. */
const timeoutMs = 10_000;

/**
 * Asks the cloud for the common name that the caller's certificates of a cluster carry now, each cluster once.
 * A temporary kubeconfig leaves the long-term one alone and carries the same name. Null for somebody else's
 * certificate, whose kubeconfig nobody but its holder is given; in read-only mode nothing is issued, and it throws.
 */
export function currentNames({ cloud, callerIdentity }: CurrentNameWiring): CurrentNameOf {
  const isOwn = isCallersEntry(callerIdentity);
  const known = new Map<string, Promise<string | null>>();
  return async (entry, cluster, signal) => {
    const place = clusterOf(entry, cluster);
    if (place === null || !(await isOwn(entry))) return null;
    const ref = cluster ?? place;
    const access = entry.ack?.access ?? 'auto';
    const asked =
      known.get(place.id) ??
      cloud().then(({ ack }) => currentNameIn(ref, { ack, caller: callerIdentity }, { access, signal }));
    known.set(place.id, asked);
    return asked;
  };
}

/**
 * Asks the cloud which namespaces of a cluster the caller's RBAC reaches, each cluster once. Empty for somebody
 * else's certificate: the cloud tells of nobody but the caller.
 */
export function ownNamespaces({ cloud, callerIdentity }: CurrentNameWiring) {
  const isOwn = isCallersEntry(callerIdentity);
  const known = new Map<string, Promise<readonly string[]>>();
  return async (
    entry: ContextEntry,
    cluster: Cluster | null,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> => {
    const place = clusterOf(entry, cluster);
    if (place === null || !(await isOwn(entry))) return [];
    const bound = withBound(signal);
    const asked = known.get(place.id) ?? cloud().then(({ ack }) => ack.listOwnNamespaces(place, bound));
    known.set(place.id, asked);
    return asked;
  };
}

function clusterOf(entry: ContextEntry, cluster: Cluster | null): ClusterRef | null {
  const id = entry.ack?.clusterId ?? null;
  const region = cluster?.region ?? entry.ack?.region ?? null;
  return id === null || region === null ? null : { id, region };
}

function isCallersEntry(callerIdentity: CurrentNameWiring['callerIdentity']) {
  const caller = lazy(() => callerIdentity());
  return async ({ credential }: ContextEntry): Promise<boolean> => {
    if (credential.kind !== 'certificate') return false;
    const [{ isCallers }, { uid, type }] = await Promise.all([
      import('@ackring/core/access/revoke/sink-place'),
      caller(),
    ]);
    return isCallers(credential.uid, { callerUid: uid, isAccountRoot: type === 'root' });
  };
}

function withBound(signal: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
}

/** The common name that the caller's certificates of one cluster carry now. Throws as `issuedName` does. */
export async function currentNameIn(
  cluster: NamedCluster,
  { ack, caller }: Pick<ProvedFetchPorts, 'caller'> & { readonly ack: NamingAck },
  { access, signal: outer }: { readonly access: AccessChoice; readonly signal: AbortSignal | undefined },
): Promise<string> {
  const signal = withBound(outer);
  const [{ issuedName }, { systemClock: clock }, endpoints] = await Promise.all([
    import('@ackring/core/fetch/issued-name'),
    import('@ackring/core/adapters/clock'),
    cluster.endpoints ?? ack.describeCluster(cluster, signal).then((detail) => detail.endpoints),
  ]);
  const { id, region } = cluster;
  return issuedName({ id, region, name: id, endpoints }, access, { ack, caller, clock }, signal);
}
