import type { WorldClock } from './clock.js';
import type { ClusterRecord } from './cluster.js';
import type { Switches } from './scenario.js';

/** Every cluster of every account. */
export class Clusters {
  readonly #clock: Pick<WorldClock, 'now'>;
  readonly #past: Past;
  readonly #byId = new Map<string, ClusterRecord>();
  readonly #byRegion = new Map<string, ClusterRecord[]>();

  constructor(clock: Pick<WorldClock, 'now'>, past: Past) {
    this.#clock = clock;
    this.#past = past;
  }

  /** Adds a cluster, or takes the place of the one with its id. From here on its changes move its `updated`. */
  add(record: ClusterRecord): void {
    const cluster = this.#followed(record);
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

  /** Those of the account, and those shared with it. */
  inRegion(region: string, accountId: string): readonly ClusterRecord[] {
    return (this.#byRegion.get(region) ?? []).filter((cluster) => {
      return (
        cluster.accountId === accountId || cluster.sharedWith.some((each) => each.accountId === accountId)
      );
    });
  }

  get size(): number {
    return this.#byId.size;
  }

  /**
   * The record, moving its own `updated` whenever something the API tells of it is set, whoever sets it. By a second at
   * least, as the wire tells whole ones: two changes in one second are two times.
   */
  #followed(record: ClusterRecord): ClusterRecord {
    return new Proxy(record, {
      set: (target, member, value) => {
        if (toldMembers.has(member)) {
          this.#past.note(target.id, { ...target });
          const next = target.updated.getTime() + 1000;
          target.updated = new Date(Math.max(this.#clock.now().getTime(), next));
        }
        return Reflect.set(target, member, value);
      },
    });
  }
}

/** What the API tells of a cluster, and so what its `updated` stands for. */
const toldMembers: ReadonlySet<string | symbol> = new Set<keyof ClusterRecord>([
  'name',
  'state',
  'version',
  'tags',
  'hasPublicEndpoint',
  'privateReachable',
  'furtherEndpoints',
  'extraSans',
]);

/** No answer lags further behind than this. */
const keptMs = 600_000;

interface Noted {
  /** When the change came that ended it. */
  readonly until: number;
  readonly before: unknown;
}

/** What was true before the changes of the last minutes, for answers that lag behind them. */
export class Past {
  readonly #clock: Pick<WorldClock, 'now'>;
  readonly #switches: Readonly<Switches>;
  readonly #noted = new Map<string, readonly Noted[]>();

  constructor(clock: Pick<WorldClock, 'now'>, switches: Readonly<Switches>) {
    this.#clock = clock;
    this.#switches = switches;
  }

  /** Notes what a thing was before it changes now. Nothing is kept while nothing lags. */
  note(key: string, before: unknown): void {
    if (this.#switches.lagMs === 0) return;
    const now = this.#clock.now().getTime();
    const recent = (this.#noted.get(key) ?? []).filter(({ until }) => until > now - keptMs);
    this.#noted.set(key, [...recent, { until: now, before }]);
  }

  /** The instant that lagging answers tell of. */
  toldUntil(): Date {
    return new Date(this.#clock.now().getTime() - this.#switches.lagMs);
  }

  /** What a lagging answer still takes a thing for. The key is the thing's own, so that its kind is the current one's. */
  told<T>(key: string, current: T): T {
    const at = this.toldUntil().getTime();
    const noted = (this.#noted.get(key) ?? []).find(({ until }) => until > at);
    return noted ? (noted.before as T) : current;
  }
}
