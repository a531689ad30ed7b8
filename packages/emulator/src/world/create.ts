import { createApiServers } from '../kubernetes/api-servers.js';
import { createClusterAuthorities } from '../pki/cluster-authorities.js';
import { createKeyPool } from '../pki/key-pool.js';
import { accountIdOf, addIdentities, buildCluster, regionsOf } from '../scenarios/build.js';
import { generateCluster } from '../scenarios/generate.js';
import type { Scenario } from '../scenarios/scenario.js';
import { createClock } from './clock.js';
import { Clusters } from './clusters.js';
import { Identities } from './identities.js';
import { Tasks } from './tasks.js';
import type { World } from './world.js';

export interface WorldOptions {
  readonly now?: Date | undefined;
  readonly skewMs?: number | undefined;
  /** So many key pairs at most. */
  readonly sharedKeys?: number | undefined;
  /** The instant the scenario's days are counted from, when it is not the clock's first. */
  readonly toldAt?: Date | undefined;
}

/** A fleet past this size shares a few keys, unless it is told otherwise. */
const largeFleet = 1000;

/** Makes the world a scenario tells of. Nothing listens yet. */
export function createWorld(scenario: Scenario, options: WorldOptions = {}): World {
  const clock = createClock(options.now, options.skewMs);
  const toldAt = options.toldAt ?? clock.now();
  const identities = new Identities(accountIdOf(scenario));
  addIdentities(identities, scenario);
  const clusters = new Clusters();
  for (const [index, cluster] of (scenario.clusters ?? []).entries()) {
    clusters.add(buildCluster(cluster, { index, now: toldAt, identities }));
  }
  const generated = scenario.generate?.clusters ?? 0;
  const first = clusters.size;
  for (let index = first; index < first + generated; index += 1) {
    clusters.add(generateCluster({ index, now: toldAt, identities }));
  }
  const reuse = options.sharedKeys ?? (clusters.size > largeFleet ? 16 : null);
  const keys = createKeyPool({ reuse });
  const world: World = {
    scenario,
    toldAt,
    clock,
    regions: regionsOf(scenario),
    identities,
    clusters,
    tasks: new Tasks(clock),
    keys,
    authorities: createClusterAuthorities(keys),
    apiServers: createApiServers(() => world),
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
      control: '',
    },
  };
  return world;
}
