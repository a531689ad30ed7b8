import type { Cluster } from '@ackring/core/words/cluster';
import type { AppState } from '../../screen/app-state.js';

/** Registered clusters have no kubeconfigs of ACK's own making; all others are asked for their holders. */
export function chosenHolderClusters({ fleet }: AppState): readonly Cluster[] {
  return [...fleet.clusters.values()].filter(({ type }) => type !== 'ExternalKubernetes');
}
