import type { Cluster } from '@ackring/core/words/cluster';
import type { Services } from '../services.js';
import type { Output } from './output.js';

export interface CollectedEndpoints {
  /** Those that were given, with their endpoints where they are known now. */
  readonly clusters: readonly Cluster[];
  /** Clusters whose detail was refused, each told on stderr. */
  readonly refused: number;
  /** Clusters that nobody asked, since there were more of them than `atMost`. */
  readonly unasked: number;
}

/** Asks for the endpoints that are not known, a call a cluster; a refusal is that cluster's own. */
export async function collectEndpoints(
  clusters: readonly Cluster[],
  { services, output, signal }: { services: Services; output: Output; signal: AbortSignal },
  atMost: number,
): Promise<CollectedEndpoints> {
  const unknown = clusters.filter(({ endpoints }) => endpoints === null);
  const described = new Map<string, Cluster>();
  let refused = 0;
  for await (const event of services.describeClusters(unknown.slice(0, atMost), { signal })) {
    const { cluster } = event;
    if (event.kind === 'described') described.set(cluster.id, cluster);
    else {
      refused += 1;
      output.problem({ cluster: cluster.name, id: cluster.id, region: cluster.region }, event.error);
    }
  }
  const known = clusters.map((cluster) => {
    const endpoints = cluster.endpoints ?? described.get(cluster.id)?.endpoints ?? null;
    return { ...cluster, endpoints };
  });
  return { clusters: known, refused, unasked: Math.max(0, unknown.length - atMost) };
}
