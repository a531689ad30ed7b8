import type { Endpoints } from '../endpoints.js';
import type { Ack, Clock, ClusterRef, FetchKubeconfig } from '../ports.js';
import type { ExpectedHolder } from './issued-certificate.js';
import { type IssuedExpectation, requireSound, type SoundKubeconfig } from './issued-proof.js';

/** Who signs the calls, as the Security Token Service names them. */
export interface Caller {
  readonly uid: string;
  readonly type: 'root' | 'user' | 'role';
}

export interface ProvedFetchPorts {
  readonly ack: Pick<Ack, 'fetchKubeconfig'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Asked side by side with the kubeconfig; what it throws leaves the holder unproven. */
  caller(signal: AbortSignal | undefined): Promise<Caller>;
}

export interface ProvedFetch extends FetchKubeconfig {
  readonly cluster: ClusterRef & { readonly name: string };
  /** Null where they could not be had; a promise where they are asked side by side with the kubeconfig. */
  readonly endpoints: Endpoints | null | Promise<Endpoints | null>;
  readonly revoked?: IssuedExpectation['revoked'];
}

/** The caller's kubeconfig of a cluster, through the door. Throws IssuedRefused, and as the cloud does. */
export async function fetchProved(
  request: ProvedFetch,
  { ack, clock, caller }: ProvedFetchPorts,
  signal: AbortSignal | undefined,
): Promise<SoundKubeconfig> {
  const { cluster, access, durationMinutes, revoked = null } = request;
  const [{ yaml }, endpoints, holder] = await Promise.all([
    ack.fetchKubeconfig({ cluster, access, durationMinutes }, signal),
    request.endpoints,
    caller(signal).then(holderOf, (): ExpectedHolder => ({ kind: 'unknown' })),
  ]);
  return requireSound(yaml, {
    cluster,
    servers: endpoints?.[access] ?? null,
    holder,
    life: durationMinutes === null ? { kind: 'longTerm' } : { kind: 'temporary', minutes: durationMinutes },
    revoked,
    now: clock.now(),
  });
}

function holderOf({ uid, type }: Caller): ExpectedHolder {
  return { kind: 'identity', uid, isAccountRoot: type === 'root' };
}
