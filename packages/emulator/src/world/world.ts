import type { FaultSource } from '../faults/faults.js';
import type { ServiceName } from '../http/service-names.js';
import type { KeyPool } from '../pki/key-pool.js';
import type { AuditTrail } from './audit.js';
import type { WorldClock } from './clock.js';
import type { ClusterRecord, Endpoint } from './cluster.js';
import type { ClusterAuthorities } from './cluster-authorities.js';
import type { Clusters, Past } from './clusters.js';
import type { Identities } from './identities.js';
import type { MemberState, Scenario, Switches } from './scenario.js';
import type { Tasks } from './tasks.js';

interface RegionRecord {
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
  /** The members of the first account's resource directory, by account id; null where it has none. */
  readonly directory: Map<string, DirectoryMember> | null;
  readonly clusters: Clusters;
  readonly tasks: Tasks;
  readonly keys: KeyPool;
  readonly authorities: ClusterAuthorities;
  readonly apiServers: ApiServers;
  readonly faults: FaultSource;
  /** Requests to the API servers, with their answers. */
  readonly audit: AuditTrail;
  /** What the API servers count themselves, for tests to hold audit logs against. */
  readonly served: ServedCounters;
  /** URLs of the running services; filled in when they listen, so read it only at request time. */
  readonly endpoints: Record<ServiceName | 'control', string>;
}

export interface DirectoryMember {
  readonly id: string;
  readonly name: string;
  readonly state: MemberState;
}

/** An endpoint with its URL: `https://<host>:<port>`. */
export interface ServedEndpoint extends Endpoint {
  readonly url: string;
}

/** A cluster's API server URLs as in `master_url`; empty if there is none. */
export interface ApiServerUrls {
  readonly public: string;
  readonly private: string;
}

/** The API servers of all clusters, each a TLS server behind one listener per endpoint, opened when first reported. */
export interface ApiServers {
  endpoints(cluster: ClusterRecord): Promise<readonly ServedEndpoint[]>;
  /** The same, once it listens there: for a cluster with an address of its own only this opens it. */
  open(cluster: ClusterRecord): Promise<readonly ServedEndpoint[]>;
  urls(cluster: ClusterRecord): Promise<ApiServerUrls>;
  /** Cuts every connection and refuses new ones until `resume`, as a restart does; `resume` rereads the names. */
  pause(cluster: ClusterRecord): void;
  resume(cluster: ClusterRecord): void;
  /** Updates an identity's bindings in the cluster to match its grant. */
  bind(cluster: ClusterRecord, uid: string): void;
  /** Takes a common name out of all bindings. */
  forget(cluster: ClusterRecord, commonName: string): void;
  /** Where it listens now, by endpoint, for a snapshot. */
  ports(cluster: ClusterRecord): Promise<Readonly<Record<string, number>>>;
  /** Where to listen when it is opened, if those ports are free. */
  prefer(cluster: ClusterRecord, ports: Readonly<Record<string, number>>): void;
  stop(): Promise<void>;
}

/** What an API server has served for one user. */
interface ServedCalls {
  readonly calls: number;
  readonly last: Date;
  /** By the address that the connection came from. */
  readonly addresses: ReadonlyMap<string, number>;
}

/**
 * What each API server has served, counted by itself at the connection: it shares nothing with the audit events, so
 * that what one of them lacks shows in the other. It counts since the start; no snapshot holds it.
 */
interface ServedCounters {
  count(
    clusterId: string,
    call: { readonly user: string; readonly address: string; readonly at: Date },
  ): void;
  /** By user name. */
  of(clusterId: string): ReadonlyMap<string, ServedCalls>;
}

export function createServedCounters(): ServedCounters {
  const clusters = new Map<string, Map<string, ServedCalls>>();
  return {
    count: (clusterId, { user, address, at }) => {
      const users = clusters.get(clusterId) ?? new Map<string, ServedCalls>();
      const { calls = 0, addresses = new Map<string, number>() } = users.get(user) ?? {};
      const counted = new Map(addresses).set(address, (addresses.get(address) ?? 0) + 1);
      clusters.set(clusterId, users.set(user, { calls: calls + 1, last: at, addresses: counted }));
    },
    of: (clusterId) => clusters.get(clusterId) ?? new Map(),
  };
}
