import type { Ack, FetchKubeconfig } from '../cloud/ack/api.js';
import type { Clock } from '../machine/clock.js';
import type { ClusterRef } from '../words/cluster.js';
import { isHub } from '../words/cluster-kind.js';
import { type AccessChoice, type Endpoints, resolveAccess } from '../words/endpoints.js';
import type { ExpectedHolder, ExpectedLife, RevokedCertificate } from './issued-certificate.js';
import { type IssuedProof, proveIssued, type SoundKubeconfig, soundOr } from './issued-proof.js';

/** The expected holder: the caller, by the Security Token Service, or the identity that the caller names. */
export interface Caller {
  readonly uid: string;
  readonly type: 'root' | 'user' | 'role';
  /** Absent where another account's holder is named. */
  readonly accountId?: string;
}

export interface ProvedFetchPorts {
  readonly ack: Pick<Ack, 'fetchKubeconfig'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Asked in parallel with the kubeconfig; null or an error leaves the holder unproven. */
  caller(signal: AbortSignal | undefined): Promise<Caller | null>;
  /** A cluster's certificates that were revoked from here; omitted when they are not recorded. */
  revoked?(cluster: ClusterRef): Promise<readonly RevokedCertificate[]>;
}

/** What an answer is checked against besides the request. */
export type ProofPorts = Required<Pick<ProvedFetchPorts, 'caller' | 'revoked'>>;

export interface ProvedFetch extends FetchKubeconfig {
  readonly cluster: ClusterRef & { readonly name: string };
  /** Null if unavailable; a promise if requested in parallel with the kubeconfig. */
  readonly endpoints: Endpoints | null | Promise<Endpoints | null>;
  /** Where the cluster was reached before: what an answer may dial if the endpoints are unavailable. */
  readonly knownServers?: readonly string[];
  /** In addition to those that the ports know. */
  readonly revoked?: readonly RevokedCertificate[];
}

/** The caller's kubeconfig of a cluster, through the door. Throws IssuedRefused, and like the cloud. */
export async function fetchProved(
  request: ProvedFetch,
  ports: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<SoundKubeconfig> {
  return soundOr(await fetchProof(request, ports, signal), request.cluster);
}

/** The same for callers that examine a rejected answer. Throws like the cloud. */
export async function fetchProof(
  request: ProvedFetch,
  { ack, clock, caller, revoked: revokedOf = nothingRevoked }: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<IssuedProof> {
  const { cluster, access, durationMinutes, knownServers = [], revoked = [] } = request;
  const [{ yaml }, endpoints, holder, known] = await Promise.all([
    ack.fetchKubeconfig({ cluster, access, durationMinutes }, signal),
    request.endpoints,
    caller(signal).then(holderOf, () => holderOf(null)),
    revokedOf(cluster),
  ]);
  return proveIssued(yaml, {
    cluster,
    servers: endpoints?.[access] ?? (knownServers.length > 0 ? knownServers : null),
    holder,
    life: expectedLife(request),
    revoked: [...revoked, ...known],
    now: clock.now(),
  });
}

/** How long a hub's lives is nowhere documented: what came says it. */
function expectedLife({ cluster, durationMinutes }: ProvedFetch): ExpectedLife {
  if (isHub(cluster)) return { kind: 'any' };
  return durationMinutes === null ? { kind: 'longTerm' } : { kind: 'temporary', minutes: durationMinutes };
}

async function nothingRevoked(): Promise<readonly RevokedCertificate[]> {
  return [];
}

function holderOf(caller: Caller | null): ExpectedHolder {
  if (caller === null) return { kind: 'unknown' };
  return { kind: 'identity', uid: caller.uid, isAccountRoot: caller.type === 'root' };
}

/** The shortest life that the cloud issues; it is looked at and not kept. */
const durationMinutes = 15;

/**
 * A temporary kubeconfig by the caller's current name in a cluster; it leaves the long-term one alone. An answer that
 * fails at the door may be somebody else's. Throws IssuedRefused, and like the cloud.
 */
export async function fetchOfToday(
  cluster: ProvedFetch['cluster'] & { readonly endpoints: Endpoints },
  choice: AccessChoice,
  ports: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<SoundKubeconfig> {
  const { endpoints } = cluster;
  // The cloud refuses a cluster without an endpoint, in its own words.
  const access = resolveAccess(endpoints, choice) ?? resolveAccess(endpoints, 'auto') ?? 'private';
  return fetchProved({ cluster, access, durationMinutes, endpoints }, ports, signal);
}

/** The common name in the caller's current certificates of a cluster, which a revoke changes. Throws the same. */
export async function issuedName(...asked: Parameters<typeof fetchOfToday>): Promise<string> {
  const { certificate } = await fetchOfToday(...asked);
  return certificate.subject.commonName;
}
