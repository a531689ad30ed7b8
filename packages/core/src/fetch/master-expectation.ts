import { isIP } from 'node:net';
import { allEndpoints } from '../endpoints.js';
import type { DescribedCluster } from '../ports.js';
import type { IssuedExpectation } from './issued-proof.js';

/**
 * What a master's kubeconfig must be: an administrator's, of whatever life is left, that dials the cluster. By any
 * of its endpoints, whatever the access, or by the address where we logged in: ssh and the API server stand behind
 * one load balancer (facts). `127.0.0.1`, or a name that only the master knows, would lead elsewhere from here.
 */
export function masterExpectation(
  cluster: DescribedCluster,
  { destination, now }: { readonly destination: string; readonly now: Date },
): IssuedExpectation {
  const host = destination.slice(destination.lastIndexOf('@') + 1);
  const isAddress = isIP(host) === 4 && !host.startsWith('127.');
  return {
    cluster,
    servers: [...allEndpoints(cluster.endpoints), ...(isAddress ? [`https://${host}`] : [])],
    holder: { kind: 'anybody' },
    life: { kind: 'any' },
    now,
  };
}
