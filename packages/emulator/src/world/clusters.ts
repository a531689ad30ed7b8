import type { ClusterRecord } from './cluster.js';

/** Every cluster of every account. */
export class Clusters {
  readonly #byId = new Map<string, ClusterRecord>();
  readonly #byRegion = new Map<string, ClusterRecord[]>();

  /** Adds a cluster, or takes the place of the one with its id. */
  add(cluster: ClusterRecord): void {
    const region = this.#byRegion.get(cluster.region) ?? [];
    const place = this.#byId.has(cluster.id)
      ? region.findIndex((each) => each.id === cluster.id)
      : region.length;
    region[place] = cluster;
    this.#byId.set(cluster.id, cluster);
    this.#byRegion.set(cluster.region, region);
  }

  get(id: string): ClusterRecord | undefined {
    return this.#byId.get(id);
  }

  /** By name; the first one when several share it. */
  named(name: string): ClusterRecord | undefined {
    return this.#byId.values().find((cluster) => cluster.name === name);
  }

  all(): IteratorObject<ClusterRecord> {
    return this.#byId.values();
  }

  ofAccount(accountId: string): readonly ClusterRecord[] {
    return [...this.#byId.values().filter((cluster) => cluster.accountId === accountId)];
  }

  inRegion(region: string, accountId: string): readonly ClusterRecord[] {
    return (this.#byRegion.get(region) ?? []).filter((cluster) => cluster.accountId === accountId);
  }

  get size(): number {
    return this.#byId.size;
  }
}
