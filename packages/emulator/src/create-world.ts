import { createFaults } from './faults/faults.js';
import { prepareAuthenticator } from './kubernetes/access/ram-tokens.js';
import { createApiServers } from './kubernetes/api-servers.js';
import { createKeyPool } from './pki/key-pool.js';
import { accountsOf, addIdentities, buildCluster, directoryOf, regionsOf } from './scenarios/build.js';
import { generateCluster } from './scenarios/generate.js';
import { furtherKubernetes } from './strangers/kubernetes.js';
import { createAuditTrail } from './world/audit.js';
import { createClock } from './world/clock.js';
import { createClusterAuthorities } from './world/cluster-authorities.js';
import { Clusters, Past } from './world/clusters.js';
import { Identities } from './world/identities.js';
import type { Scenario } from './world/scenario.js';
import { type Switches, usualSwitches } from './world/scenario.js';
import { Tasks } from './world/tasks.js';
import { createServedCounters, type World } from './world/world.js';

export interface WorldOptions {
  readonly now?: Date | undefined;
  readonly skewMs?: number | undefined;
  /** Maximum number of key pairs. */
  readonly sharedKeys?: number | undefined;
  /** The instant the scenario's days are counted from, if it is not the clock's first. */
  readonly toldAt?: Date | undefined;
  /** Seeds the faults' probabilities. */
  readonly seed?: number | undefined;
  /** Overrides the scenario's own. */
  readonly switches?: Partial<Switches> | undefined;
}

/** A larger fleet shares a few keys by default. */
const largeFleet = 1000;

/** Creates the world of a scenario. Nothing listens yet. */
export function createWorld(scenario: Scenario, options: WorldOptions = {}): World {
  const clock = createClock(options.now, options.skewMs);
  const toldAt = options.toldAt ?? clock.now();
  const accounts = accountsOf(scenario);
  const [account] = accounts;
  const identities = new Identities(account.id);
  addIdentities(identities, scenario);
  const switches = { ...usualSwitches, ...scenario.switches, ...options.switches };
  const past = new Past(clock, switches);
  const clusters = new Clusters(clock, past);
  for (const owner of accounts) {
    for (const cluster of owner.clusters ?? []) {
      clusters.add(buildCluster(cluster, { index: clusters.size, now: toldAt, identities, account: owner }));
    }
  }
  const generated = scenario.generate?.clusters ?? 0;
  const first = clusters.size;
  for (let index = first; index < first + generated; index += 1) {
    clusters.add(generateCluster({ index, now: toldAt, identities, account }));
  }
  for (const cluster of clusters.all()) prepareAuthenticator(cluster, toldAt);
  const reuse = options.sharedKeys ?? (clusters.size > largeFleet ? 16 : null);
  const keys = createKeyPool({ reuse });
  const world: World = {
    scenario,
    toldAt,
    clock,
    switches,
    past,
    regions: regionsOf(scenario),
    identities,
    directory: directoryOf(scenario),
    clusters,
    tasks: new Tasks(clock),
    keys,
    authorities: createClusterAuthorities(keys),
    apiServers: createApiServers(() => world, furtherKubernetes),
    faults: createFaults(options.seed),
    audit: createAuditTrail(),
    served: createServedCounters(),
    endpoints: {
      cs: '',
      kms: '',
      oss: '',
      fc: '',
      sts: '',
      cms: '',
      sls: '',
      dingtalk: '',
      webhook: '',
      wecom: '',
      feishu: '',
      slack: '',
      teams: '',
      pagerduty: '',
      ram: '',
      actiontrail: '',
      rd: '',
      adcp: '',
      control: '',
    },
  };
  return world;
}
