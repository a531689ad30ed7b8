import type { FaultSource } from '../faults/faults.js';
import type { ApiServers } from '../kubernetes/api-servers.js';
import type { ClusterAuthorities } from '../pki/cluster-authorities.js';
import type { KeyPool } from '../pki/key-pool.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ServiceName } from '../service.js';
import type { WorldClock } from './clock.js';
import type { Clusters } from './clusters.js';
import type { Identities } from './identities.js';
import type { Past } from './past.js';
import type { Switches } from './switches.js';
import type { Tasks } from './tasks.js';

export interface RegionRecord {
  readonly id: string;
  readonly name: string;
}

/** The state every service shares. */
export interface World {
  /** What this world was made from, and the instant its days are counted from. */
  readonly scenario: Scenario;
  readonly toldAt: Date;
  readonly clock: WorldClock;
  readonly switches: Switches;
  readonly past: Past;
  readonly regions: readonly RegionRecord[];
  readonly identities: Identities;
  readonly clusters: Clusters;
  readonly tasks: Tasks;
  readonly keys: KeyPool;
  readonly authorities: ClusterAuthorities;
  readonly apiServers: ApiServers;
  readonly faults: FaultSource;
  /** URLs of the running services; filled when they listen, so read it at request time only. */
  readonly endpoints: Record<ServiceName | 'control', string>;
}
