import { type AccessChoice, type Endpoints, resolveAccess } from '../endpoints.js';
import { fetchProved, type ProvedFetch, type ProvedFetchPorts } from './fetch-proved.js';

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
