import { loopback } from '../http/loopback.js';
import { type ClusterRecord, hasApiServer } from './cluster.js';

export type Access = 'public' | 'private';

/** One address of a cluster's API server, which a load balancer of its own stands behind. */
export interface Endpoint {
  /** Its name within the cluster: `public`, `private`, or `further-<n>`. */
  readonly id: string;
  readonly access: Access;
  /** An address, or a DNS name. */
  readonly host: string;
  /** False: it is told, and nothing listens there. */
  readonly isListening: boolean;
  readonly loadBalancerId: string;
  /** Kubeconfigs of this access name it instead of the one in `master_url`. */
  readonly isInKubeconfigs: boolean;
}

/** A scenario's endpoint beside the usual two. */
export interface FurtherEndpoint {
  readonly access: Access;
  readonly host: string;
  readonly isInKubeconfigs: boolean;
}

/**
 * Every endpoint the cluster has now, those that `master_url` tells first. Without an API server only the private
 * address is left.
 */
export function endpointsOf(cluster: ClusterRecord): readonly Endpoint[] {
  const key = cluster.id.slice(1, 22);
  const shared = { isInKubeconfigs: false, loadBalancerId: `lb-${key}` };
  const eip = { ...shared, id: 'public', access: 'public' as const, isListening: true };
  const address = cluster.privateReachable ? loopback : privateAddress(cluster);
  const inner = { ...shared, id: 'private', access: 'private' as const, host: address };
  if (!hasApiServer(cluster)) return [{ ...inner, isListening: false }];
  return [
    ...(cluster.hasPublicEndpoint ? [{ ...eip, host: cluster.ownAddress ?? loopback }] : []),
    { ...inner, isListening: cluster.privateReachable },
    ...cluster.furtherEndpoints.map((each, index) => further(each, index, key)),
  ];
}

function further(each: FurtherEndpoint, index: number, key: string): Endpoint {
  return {
    ...each,
    id: `further-${index}`,
    isListening: listensHere(each.host),
    loadBalancerId: `nlb-${key}${index}`,
  };
}

/** `localhost` is the only DNS name that leads to loopback on every machine; `*.localhost` is the resolver's to say. */
function listensHere(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}

/** The VPC address of the API server; nothing listens there. */
function privateAddress(cluster: ClusterRecord): string {
  return `192.168.${Math.floor(cluster.index / 250) % 250}.${(cluster.index % 250) + 1}`;
}
