import type { UnreadRegion } from '../../fleet/find-cluster.js';
import { isSelected } from '../../rotation/configuration/selection.js';
import type { Cluster } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** Which clusters are meant; what is empty says nothing. */
export interface ClusterSelection {
  /** Names or ids, with `*` and `?`: one of them fits. */
  readonly names: readonly string[];
  /** All of them fit. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The clusters of a fleet that are meant, by region and name. Throws ClusterNotFound where there is none, and
 * ClusterNotSeen where there may be one in a region that did not answer.
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

function byPlace(a: Cluster, b: Cluster): number {
  return a.region.localeCompare(b.region) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id);
}
