import { splitCertificates } from '../certificate/certificate.js';
import { type Kubeconfig, materialText } from '../kubeconfig/kubeconfig.js';
import { placeRefusal } from '../kubeconfig/placement.js';
import { resolveContexts } from '../kubeconfig/resolve.js';
import type { DescribedCluster } from '../words/cluster.js';

/** A cluster's certificate authority, PEM; null where the files do not prove one. */
type ProvenAuthority = (of: {
  readonly accountId: string;
  readonly cluster: DescribedCluster;
}) => string | null;

/**
 * The authorities that the cloud once issued into these files: it names them only in kubeconfigs, and none is issued for
 * this. An entry proves one that we wrote for that cluster of that account, that dials one of the endpoints the cloud
 * names now, over checked TLS, by no proxy and under no other name, wherever kubectl takes it from. Two that differ
 * prove none.
 */
export function provenAuthorities(kubeconfigs: readonly Kubeconfig[]): ProvenAuthority {
  const contexts = resolveContexts(kubeconfigs).contexts.values();
  const doors = Map.groupBy(contexts, ({ cluster }) => cluster?.entry.owner?.clusterId);
  return ({ accountId, cluster }) => {
    const found = new Set<string>();
    for (const { name, cluster: door } of doors.get(cluster.id) ?? []) {
      if (door?.entry.owner?.account !== accountId) continue;
      if (door.entry.proxyUrl !== null || door.entry.tlsServerName !== null) continue;
      if (placeRefusal(kubeconfigs, name, { cluster, authority: null }) !== null) continue;
      // Nothing but the certificates: a file may hold more beside them.
      const text = materialText(door.kubeconfig, door.entry.certificateAuthority) ?? '';
      const authority = splitCertificates(text);
      if (authority.length > 0) found.add(`${authority.join('\n')}\n`);
    }
    const [only = null, ...others] = found;
    return others.length === 0 ? only : null;
  };
}
