import type { AccessApi, Ack } from '../cloud/ack/api.js';
import { lazy } from '../cloud/lazy.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Clock } from '../machine/clock.js';
import { authenticatorIn } from '../tokens/authenticator.js';
import type { CloudNames } from '../verification/verifying.js';
import type { Cluster, ClusterRef } from '../words/cluster.js';
import type { AccessChoice } from '../words/endpoints.js';
import { isCallers } from '../words/identity.js';
import { type Caller, issuedName, type ProvedFetchPorts } from './fetch-proved.js';

type NamingAck = Pick<Ack, 'describeCluster' | 'fetchKubeconfig' | 'listAddOns' | 'describeAddOn'>;
type NamedCluster = ClusterRef & Partial<Pick<Cluster, 'endpoints'>>;

export interface CloudNamesPorts {
  readonly ack: () => Promise<NamingAck & Pick<AccessApi, 'listOwnNamespaces'>>;
  readonly caller: (signal?: AbortSignal) => Promise<Caller>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The verdict stands without it: it waits no longer than for the API server. */
const timeoutMs = 10_000;

/**
 * What the cloud knows about the caller's own certificates, each cluster asked once; about others' it returns no name
 * and no namespaces. A temporary kubeconfig leaves the long-term one alone and has the same name; in read-only mode
 * none is issued, and `currentName` throws.
 */
export function createCloudNames({ ack, caller, clock }: CloudNamesPorts): CloudNames {
  const whoAsks = lazy(() => caller());
  const placeOfOwn = async (entry: ContextEntry, cluster: ClusterRef | null): Promise<ClusterRef | null> => {
    const place = placeOf(entry, cluster);
    const { credential } = entry;
    if (place === null || credential.kind !== 'certificate') return null;
    const { uid, type } = await whoAsks();
    return isCallers(credential.uid, { callerUid: uid, isAccountRoot: type === 'root' }) ? place : null;
  };
  const names = new Map<string, Promise<string>>();
  const namespaces = new Map<string, Promise<readonly string[]>>();
  return {
    currentName: async (entry, cluster, signal) => {
      const place = await placeOfOwn(entry, cluster);
      if (place === null) return null;
      const access = entry.ack?.access ?? 'auto';
      const asked =
        names.get(place.id) ??
        ack().then((api) => currentNameIn(cluster ?? place, { ack: api, caller, clock }, { access, signal }));
      names.set(place.id, asked);
      return asked;
    },
    authenticator: async (entry, cluster, signal) => {
      const place = placeOf(entry, cluster);
      return place === null ? null : authenticatorIn(await ack(), place, withBound(signal));
    },
    ownNamespaces: async (entry, cluster, signal) => {
      const place = await placeOfOwn(entry, cluster);
      if (place === null) return [];
      const bound = withBound(signal);
      const asked = namespaces.get(place.id) ?? ack().then((api) => api.listOwnNamespaces(place, bound));
      namespaces.set(place.id, asked);
      return asked;
    },
  };
}

function placeOf({ ack }: ContextEntry, cluster: ClusterRef | null): ClusterRef | null {
  const id = ack?.clusterId ?? null;
  const region = cluster?.region ?? ack?.region ?? null;
  return id === null || region === null ? null : { id, region };
}

/** The common name in the caller's current certificates of one cluster. Throws like `issuedName`. */
export async function currentNameIn(
  cluster: NamedCluster,
  { ack, caller, clock }: Pick<ProvedFetchPorts, 'caller' | 'clock'> & { readonly ack: NamingAck },
  { access, signal: outer }: { readonly access: AccessChoice; readonly signal: AbortSignal | undefined },
): Promise<string> {
  const signal = withBound(outer);
  const endpoints = cluster.endpoints ?? (await ack.describeCluster(cluster, signal)).endpoints;
  const { id, region } = cluster;
  return issuedName({ id, region, name: id, endpoints }, access, { ack, caller, clock }, signal);
}

function withBound(signal: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
}
