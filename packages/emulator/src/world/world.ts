import * as v from 'valibot';
import type { FaultSource } from '../faults/faults.js';
import type { ServiceName } from '../http/service-names.js';
import type { KeyPool } from '../pki/key-pool.js';
import type { WorldClock } from './clock.js';
import type { ClusterRecord, Endpoint } from './cluster.js';
import type { ClusterAuthorities } from './cluster-authorities.js';
import type { Clusters, Past } from './clusters.js';
import type { Identities } from './identities.js';
import type { Scenario } from './scenario.js';
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
  readonly clusters: Clusters;
  readonly tasks: Tasks;
  readonly keys: KeyPool;
  readonly authorities: ClusterAuthorities;
  readonly apiServers: ApiServers;
  readonly faults: FaultSource;
  /** URLs of the running services; filled when they listen, so read it at request time only. */
  readonly endpoints: Record<ServiceName | 'control', string>;
}

/** How the cloud behaves, beyond what its clusters and people are: set by the scenario, at the start, or while it runs. */
export interface Switches {
  /** Operations the vendor has switched off: `gone` answers 404, `served` as they used to, for tools of old. */
  retired: 'gone' | 'served';
  /** OSS's first signature: `refused` as new accounts and buckets do, `taken` as old ones still may. */
  ossSignatureV1: 'refused' | 'taken';
  /**
   * Lists, events, permissions and kubeconfig states tell of a change only so many milliseconds later, by this
   * cloud's clock; 0–600,000. The vendor's do 1–10 s later. What details, kubeconfigs and API servers say is never late.
   */
  lagMs: number;
}

/** As the cloud is today, without its delays. */
export const usualSwitches: Readonly<Switches> = { retired: 'gone', ossSignatureV1: 'refused', lagMs: 0 };

/** Some of the switches, as they arrive from outside. */
export const switchesSchema = v.strictObject({
  retired: v.exactOptional(v.picklist(['gone', 'served'])),
  ossSignatureV1: v.exactOptional(v.picklist(['refused', 'taken'])),
  lagMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))),
});

/** An endpoint with its URL: `https://<host>:<port>`. */
export interface ServedEndpoint extends Endpoint {
  readonly url: string;
}

/** A cluster's API server URLs as `master_url` tells them; empty where there is none. */
export interface ApiServerUrls {
  readonly public: string;
  readonly private: string;
}

/** The API servers of all clusters, each a TLS server behind a listener an endpoint, opened when first told. */
export interface ApiServers {
  endpoints(cluster: ClusterRecord): Promise<readonly ServedEndpoint[]>;
  /** The same, once it listens there: for a cluster with an address of its own only this opens it. */
  open(cluster: ClusterRecord): Promise<readonly ServedEndpoint[]>;
  urls(cluster: ClusterRecord): Promise<ApiServerUrls>;
  /** Cuts every connection and refuses new ones until `resume`, as a restart does; `resume` reads the names anew. */
  pause(cluster: ClusterRecord): void;
  resume(cluster: ClusterRecord): void;
  /** Where it listens now, by endpoint, for a snapshot. */
  ports(cluster: ClusterRecord): Promise<Readonly<Record<string, number>>>;
  /** Where it should listen when it is opened, if those ports are free. */
  prefer(cluster: ClusterRecord, ports: Readonly<Record<string, number>>): void;
  stop(): Promise<void>;
}
