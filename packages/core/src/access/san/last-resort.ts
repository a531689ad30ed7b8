import { type Cluster, clusterKind } from '../../cluster.js';
import { AckringError } from '../../errors.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { shell } from '../../shell-word.js';

/**
 * Switching the check of a server's certificate off is for a dedicated cluster alone, whose certificate takes no
 * further names, and for a context that leads to it. Throws Refused for all others.
 */
export function requireLastResort(
  cluster: Pick<Cluster, 'id' | 'name' | 'type' | 'profile'>,
  entry: ContextEntry,
): void {
  const kind = clusterKind(cluster);
  if (kind !== 'dedicated') {
    throw new AckringError('Refused', `${cluster.name} is ${kind}: its check is not switched off`, {
      remedy: `Add the name to its certificate instead: \`${shell`ackring san ${cluster.name}`}\`.`,
    });
  }
  if (entry.ack?.clusterId === cluster.id) return;
  throw new AckringError('Refused', `the context "${entry.context}" does not lead to ${cluster.name}`, {
    remedy: 'Name one that does: `ackring contexts`.',
  });
}
