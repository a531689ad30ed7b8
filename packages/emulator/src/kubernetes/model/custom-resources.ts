import type { ClusterRecord } from '../../world/cluster.js';
import { kindsOf } from './definitions.js';
import { definitionKind, findKind, type ResourceKind } from './resources.js';
import { storeOf } from './store.js';

/** The kind in a path of one cluster: a built-in one, or one from a definition there. */
export function kindIn(
  cluster: ClusterRecord,
  group: string,
  version: string,
  plural: string,
): ResourceKind | undefined {
  const same = (kind: ResourceKind) =>
    kind.group === group && kind.version === version && kind.plural === plural;
  return findKind(group, version, plural) ?? customKinds(cluster).find(same);
}

/** Every kind of the cluster's definitions, one per version, in the order of the definitions' names. */
export function customKinds(cluster: ClusterRecord): readonly ResourceKind[] {
  return storeOf(cluster).list(definitionKind, null).flatMap(kindsOf);
}
