import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveObjects } from '../kubernetes/store.js';
import type { Service, ServiceName } from '../service.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';

/** Version of the snapshot's shape. */
export const snapshotVersion = 3;

/**
 * Writes the whole state to `directory`: `world.json` and one file a service, readable by the owner only, since
 * they hold every private key. Running tasks are saved as interrupted. Generated clusters nobody has looked
 * into are left out: they are made again by their rule.
 */
export async function saveSnapshot(
  world: World,
  services: ReadonlyMap<ServiceName, Service>,
  directory: string,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const touched = [...world.clusters.all()].filter((cluster) => cluster.isTouched);
  const state = {
    version: snapshotVersion,
    now: world.clock.now(),
    toldAt: world.toldAt,
    scenario: { ...world.scenario, switches: world.switches },
    identities: world.identities.all(),
    sessions: world.identities.sessions(),
    clusters: await Promise.all(touched.map((cluster) => saveCluster(world, cluster))),
    tasks: world.tasks.save(),
  };
  await writeJson(directory, 'world.json', state);
  for (const [name, service] of services) {
    if (service.save) await writeJson(directory, `${name}.json`, service.save());
  }
}

async function saveCluster(world: World, cluster: ClusterRecord) {
  const grants = [...cluster.grants.values()].map(async (grant) => ({
    ...grant,
    credential: await grant.credential,
  }));
  return {
    ...cluster,
    grants: await Promise.all(grants),
    authorities: await world.authorities.save(cluster),
    objects: saveObjects(cluster),
    ports: await world.apiServers.ports(cluster),
  };
}

/** Beside it first, so that a snapshot is never half of one. */
async function writeJson(directory: string, name: string, value: unknown): Promise<void> {
  const path = join(directory, name);
  await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
