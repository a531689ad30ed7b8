import type { WorldClock } from './clock.js';
import type { ClusterRecord } from './cluster.js';

/** Every cluster of every account. */
export class Clusters {
  readonly #clock: Pick<WorldClock, 'now'>;
  readonly #byId = new Map<string, ClusterRecord>();
  readonly #byRegion = new Map<string, ClusterRecord[]>();

  constructor(clock: Pick<WorldClock, 'now'>) {
    this.#clock = clock;
  }

  /** Adds a cluster, or takes the place of the one with its id. From here on its changes move its `updated`. */
  add(record: ClusterRecord): void {
    const cluster = followed(record, this.#clock);
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

/** What the API tells of a cluster, and so what its `updated` stands for. */
const toldMembers: ReadonlySet<keyof ClusterRecord> = new Set([
  'name',
  'state',
  'version',
  'tags',
  'hasPublicEndpoint',
  'privateReachable',
  'furtherEndpoints',
  'extraSans',
]);

/**
 * The record, moving its own `updated` whenever one of those is set, whoever sets it. By a second at least, as the
 * wire tells whole ones: two changes in one second are two times.
 */
function followed(record: ClusterRecord, clock: Pick<WorldClock, 'now'>): ClusterRecord {
  return new Proxy(record, {
    set(target, member, value) {
      const isTold = [...toldMembers].some((told) => told === member);
      if (isTold) target.updated = new Date(Math.max(clock.now().getTime(), target.updated.getTime() + 1000));
      return Reflect.set(target, member, value);
    },
  });
}
