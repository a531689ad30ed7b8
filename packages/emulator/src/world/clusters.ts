import type { WorldClock } from './clock.js';
import { type ClusterRecord, type ClusterSettings, hubType } from './cluster.js';
import type { Switches } from './scenario.js';

/** Every cluster of every account. */
export class Clusters {
  readonly #clock: Pick<WorldClock, 'now'>;
  readonly #past: Past;
  readonly #byId = new Map<string, ClusterRecord>();
  readonly #byRegion = new Map<string, ClusterRecord[]>();
  /** Clusters that no list shows, though they are there: lists lag, and lose entries. */
  readonly unlisted = new Set<string>();

  constructor(clock: Pick<WorldClock, 'now'>, past: Past) {
    this.#clock = clock;
    this.#past = past;
  }

  /** Adds a cluster, or replaces the one with its id. From here on its changes update its `updated`. */
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

  /** It is deleted: neither a list nor its id finds it. */
  remove({ id, region }: Pick<ClusterRecord, 'id' | 'region'>): void {
    this.#byId.delete(id);
    const others = (this.#byRegion.get(region) ?? []).filter((each) => each.id !== id);
    this.#byRegion.set(region, others);
  }

  get(id: string): ClusterRecord | undefined {
    return this.#byId.get(id);
  }

  /** By name; the first one if several share it. */
  named(name: string): ClusterRecord | undefined {
    return this.#byId.values().find((cluster) => cluster.name === name);
  }

  all(): IteratorObject<ClusterRecord> {
    return this.#byId.values();
  }

  ofAccount(accountId: string): readonly ClusterRecord[] {
    return this.#owned(accountId).filter(({ type }) => type !== hubType);
  }

  /** ACK One's, which ACK itself does not know. */
  hubsOf(accountId: string): readonly ClusterRecord[] {
    return this.#owned(accountId).filter(({ type }) => type === hubType);
  }

  #owned(accountId: string): readonly ClusterRecord[] {
    return [...this.#byId.values().filter((cluster) => cluster.accountId === accountId)];
  }

  /** Those of the account, and those shared with it. */
  inRegion(region: string, accountId: string): readonly ClusterRecord[] {
    return (this.#byRegion.get(region) ?? []).filter((cluster) => {
      if (this.unlisted.has(cluster.id) || cluster.type === hubType) return false;
      return (
        cluster.accountId === accountId || cluster.sharedWith.some((each) => each.accountId === accountId)
      );
    });
  }

  get size(): number {
    return this.#byId.size;
  }

  /**
   * The record, which updates its own `updated` whenever anything that the API reports is set. By a second at least,
   * as on the wire: two changes in one second are two times.
   */
  #followed(record: ClusterRecord): ClusterRecord {
    return new Proxy(record, {
      set: (target, member, value) => {
        if (reportedMembers.has(member)) {
          this.#past.note(target.id, { ...target });
          const next = target.updated.getTime() + 1000;
          target.updated = new Date(Math.max(this.#clock.now().getTime(), next));
        }
        return Reflect.set(target, member, value);
      },
    });
  }
}

/** What the API reports about a cluster, and so what changes its `updated`. */
const reportedMembers: ReadonlySet<string | symbol> = new Set<keyof ClusterRecord>([
  'name',
  'state',
  'version',
  'tags',
  'hasPublicEndpoint',
  'privateReachable',
  'furtherEndpoints',
  'extraSans',
  'settings',
]);

/** Maximum lag of any answer. */
const keptMs = 600_000;

interface Noted {
  /** When it was changed. */
  readonly until: number;
  readonly before: unknown;
}

/** Earlier states of the last minutes, for lagging answers. */
export class Past {
  readonly #clock: Pick<WorldClock, 'now'>;
  readonly #switches: Readonly<Switches>;
  readonly #noted = new Map<string, readonly Noted[]>();

  constructor(clock: Pick<WorldClock, 'now'>, switches: Readonly<Switches>) {
    this.#clock = clock;
    this.#switches = switches;
  }

  /** Records a thing's state before it changes. Nothing is kept without a lag. */
  note(key: string, before: unknown): void {
    if (this.#switches.lagMs === 0) return;
    const now = this.#clock.now().getTime();
    const recent = (this.#noted.get(key) ?? []).filter(({ until }) => until > now - keptMs);
    this.#noted.set(key, [...recent, { until: now, before }]);
  }

  /** The instant that lagging answers show. */
  shownUntil(): Date {
    return new Date(this.#clock.now().getTime() - this.#switches.lagMs);
  }

  /** A thing's state in a lagging answer. The key is the thing's own, so that its type is the current one's. */
  shown<T>(key: string, current: T): T {
    const at = this.shownUntil().getTime();
    const noted = (this.#noted.get(key) ?? []).find(({ until }) => until > at);
    return noted ? (noted.before as T) : current;
  }
}

/** A cluster's settings, with defaults for everything unchanged. */
export function settingsOf({ id, settings }: Pick<ClusterRecord, 'id' | 'settings'>): ClusterSettings {
  return {
    deletionProtection: false,
    rrsa: false,
    timezone: 'Asia/Shanghai',
    resourceGroupId: `rg-${id.slice(1, 16)}`,
    maintenanceWindow: {
      enable: false,
      maintenance_time: '',
      duration: '',
      weekly_period: '',
      recurrence: '',
    },
    operationPolicy: { cluster_auto_upgrade: { channel: '', enabled: false } },
    ...settings,
  };
}

/** RAM's identity provider for a cluster's service accounts (names as the vendor's own tool reads them). */
export function rrsaProvider({ id, region, accountId }: Pick<ClusterRecord, 'id' | 'region' | 'accountId'>) {
  const issuer = `https://oidc-ack-${region}.oss-${region}.aliyuncs.com/${id}`;
  const name = `ack-rrsa-${id}`;
  return { issuer, name, audience: 'sts.aliyuncs.com', arn: `acs:ram::${accountId}:oidc-provider/${name}` };
}

export function vpcOf({ id }: Pick<ClusterRecord, 'id'>): string {
  return `vpc-${id.slice(1, 22)}`;
}
