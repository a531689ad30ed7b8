import type { UnreadRegion } from '../../fleet/find-cluster.js';
import { isSelected } from '../../rotation/configuration/selection.js';
import { byPlace, type Cluster } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** Which clusters to select; empty criteria match everything. */
export interface ClusterSelection {
  /** Names or ids, with `*` and `?`: any of them matches. */
  readonly names: readonly string[];
  /** All of them match. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The matching clusters of a fleet, by region and name. Throws ClusterNotFound if there is none, and ClusterNotSeen
 * if there may be one in a region that did not answer.
 */
export function selectClusters(
  { clusters, unread }: { readonly clusters: readonly Cluster[]; readonly unread: readonly UnreadRegion[] },
  { names, tags }: ClusterSelection,
): readonly Cluster[] {
  const select = { tags, ...(names.length === 0 ? {} : { names: [...names] }) };
  const found = clusters.filter((cluster) => isSelected(cluster, select));
  if (found.length > 0) return found.toSorted(byPlace);
  const [first] = unread;
  if (first === undefined) {
    throw new AckringError('ClusterNotFound', say('no cluster is selected'), {
      remedy: say('See `ackring clusters` for names and regions, and `ackring clusters --json` for tags.'),
    });
  }
  throw new AckringError('ClusterNotSeen', say('no cluster is selected in the regions that answered'), {
    problems: unread.map(({ region, error }) =>
      say('{region}: {problem}', { region, problem: error.sentence }),
    ),
    remedy: say('There may be some in the others. {remedy}', { remedy: first.error.said.remedy }),
    cause: first.error,
  });
}
