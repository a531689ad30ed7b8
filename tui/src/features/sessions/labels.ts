import { type Cluster, visible } from '@ackring/core/words';

/** Each cluster's label, by its id: its name, with the id if another has the same. */
export function labelsOf(clusters: readonly Cluster[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of clusters) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    clusters.map(({ name, id }) => [id, visible((counts.get(name) ?? 0) > 1 ? `${name} ${id}` : name)]),
  );
}
