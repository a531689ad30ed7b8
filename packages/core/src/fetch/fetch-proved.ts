import type { Ack, FetchKubeconfig } from '../cloud/ack/api.js';
import type { Clock } from '../machine/clock.js';
import type { ClusterRef } from '../words/cluster.js';
import { type AccessChoice, type Endpoints, resolveAccess } from '../words/endpoints.js';
import type { ExpectedHolder, RevokedCertificate } from './issued-certificate.js';
import { type IssuedProof, proveIssued, type SoundKubeconfig, soundOr } from './issued-proof.js';

/** Whose kubeconfig is asked for: who signs the calls, as the Security Token Service tells, or whom they name. */
export interface Caller {
  readonly uid: string;
  readonly type: 'root' | 'user' | 'role';
}

export interface ProvedFetchPorts {
  readonly ack: Pick<Ack, 'fetchKubeconfig'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Asked side by side with the kubeconfig; null, or what it throws, leaves the holder unproven. */
  caller(signal: AbortSignal | undefined): Promise<Caller | null>;
  /** Those of a cluster that were revoked from here; left out where nobody keeps them. */
  revoked?(cluster: ClusterRef): Promise<readonly RevokedCertificate[]>;
}

/** What an answer is held against besides what was asked for. */
export type ProofPorts = Required<Pick<ProvedFetchPorts, 'caller' | 'revoked'>>;

export interface ProvedFetch extends FetchKubeconfig {
  readonly cluster: ClusterRef & { readonly name: string };
  /** Null where they could not be had; a promise where they are asked side by side with the kubeconfig. */
  readonly endpoints: Endpoints | null | Promise<Endpoints | null>;
  /** Beside those that the ports know of. */
  readonly revoked?: readonly RevokedCertificate[];
}

/** The caller's kubeconfig of a cluster, through the door. Throws IssuedRefused, and as the cloud does. */
export async function fetchProved(
  request: ProvedFetch,
  ports: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<SoundKubeconfig> {
  return soundOr(await fetchProof(request, ports, signal), request.cluster);
}

/** The same for those who judge an answer that did not go through. Throws as the cloud does. */
export async function fetchProof(
  request: ProvedFetch,
  { ack, clock, caller, revoked: revokedOf = nothingRevoked }: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<IssuedProof> {
  const { cluster, access, durationMinutes, revoked = [] } = request;
  const [{ yaml }, endpoints, holder, known] = await Promise.all([
    ack.fetchKubeconfig({ cluster, access, durationMinutes }, signal),
    request.endpoints,
    caller(signal).then(holderOf, () => holderOf(null)),
    revokedOf(cluster),
  ]);
  return proveIssued(yaml, {
    cluster,
    servers: endpoints?.[access] ?? null,
    holder,
    life: durationMinutes === null ? { kind: 'longTerm' } : { kind: 'temporary', minutes: durationMinutes },
    revoked: [...revoked, ...known],
    now: clock.now(),
  });
}

async function nothingRevoked(): Promise<readonly RevokedCertificate[]> {
  return [];
}

function holderOf(caller: Caller | null): ExpectedHolder {
  if (caller === null) return { kind: 'unknown' };
  return { kind: 'identity', uid: caller.uid, isAccountRoot: caller.type === 'root' };
}

/** The shortest the cloud issues; it is read for its name and kept nowhere. */
const durationMinutes = 15;

/**
 * The common name that the caller's certificates of a cluster carry now, which a revoke changes. A temporary
 * kubeconfig carries it too, and leaves the long-term one alone. What does not go through the door may be somebody
 * else's, and tells no name of ours. Throws IssuedRefused, and as the cloud does.
 */
export async function issuedName(
  cluster: ProvedFetch['cluster'] & { readonly endpoints: Endpoints },
  choice: AccessChoice,
  ports: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { endpoints } = cluster;
  // A cluster without an endpoint is refused by the cloud, in its own words.
  const access = resolveAccess(endpoints, choice) ?? resolveAccess(endpoints, 'auto') ?? 'private';
  const { certificate } = await fetchProved({ cluster, access, durationMinutes, endpoints }, ports, signal);
  return certificate.subject.commonName;
}
