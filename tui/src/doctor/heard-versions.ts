import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Cluster } from '@ackring/core/words/cluster';
import type { Services } from '../services.js';

/** A server that does not answer costs its whole time-out, and sixteen are asked at once. */
const mostAsked = 48;

/**
 * The clusters with the version that their API server tells of itself, where a local certificate lets it be asked: the
 * cloud's record of it lags behind an upgrade, and kubectl meets the server. Others keep the cloud's. Plug-ins are not
 * run for it.
 */
export async function withHeardVersions(
  clusters: readonly Cluster[],
  services: Pick<Services, 'contexts' | 'verify'>,
  signal: AbortSignal,
): Promise<readonly Cluster[]> {
  const { entries } = await services.contexts();
  const known = new Set(clusters.map(({ id }) => id));
  const asked = new Map<string, ContextEntry>();
  for (const entry of entries) {
    const id = entry.ack?.clusterId;
    const isAsked = id !== undefined && known.has(id) && !asked.has(id) && asked.size < mostAsked;
    if (isAsked && entry.credential.kind === 'certificate') asked.set(id, entry);
  }
  const heard = new Map<string, string>();
  for await (const { context, serverVersion } of services.verify([...asked.values()], { signal })) {
    if (serverVersion) heard.set(context, serverVersion);
  }
  return clusters.map((cluster) => {
    const version = heard.get(asked.get(cluster.id)?.context ?? '');
    return version === undefined ? cluster : { ...cluster, version };
  });
}
